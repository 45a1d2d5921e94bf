"""What a JupyterHub for a course on this story needs; CONTRIBUTING.md says where to put it.

``tests/hub.py`` runs a hub with it. Who may log in, and how servers start, is left to the hub.
"""

c = get_config()  # noqa: F821 (JupyterHub defines it)

c.Spawner.default_url = "/lab"
c.Spawner.mem_limit = "1G"  # a server and a chapter take about a quarter of it
# Thirty students press the button at the same moment: all of them wait, nobody is turned away.
c.JupyterHub.concurrent_spawn_limit = 100
c.Spawner.start_timeout = 180
c.Spawner.http_timeout = 120
