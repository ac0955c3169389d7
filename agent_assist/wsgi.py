"""The door for gunicorn: `gunicorn -k gevent -w 1 agent_assist.wsgi:app`."""

from agent_assist import create_app

app = create_app()
