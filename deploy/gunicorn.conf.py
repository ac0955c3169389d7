"""How `web` is served: one gevent process holds thousands of open streams; more processes by WEB_WORKERS."""

import os

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8080')}"
workers = int(os.environ.get("WEB_WORKERS", "1"))
worker_class = "gevent"
worker_connections = 5000
graceful_timeout = 3
timeout = 60
keepalive = 30
accesslog = None
control_socket_disable = True  # its usual place is shared by all projects of a user
