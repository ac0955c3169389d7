"""Every setting of every process, read once from the environment.

A value may also be given as a file: ``SECRET_KEY_FILE=/run/secrets/key`` is read where ``SECRET_KEY`` is not set.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path


class SettingError(ValueError):
    """A setting that cannot be used; the text says which and why."""


@dataclass(frozen=True)
class ZaloSettings:
    """A Zalo Official Account; one without `oa_id` is not connected."""

    app_id: str
    app_secret: str
    oa_id: str
    oa_secret: str
    refresh_token: str
    api_url: str
    oauth_url: str
    replay_window: float


@dataclass(frozen=True)
class MessengerSettings:
    """A Facebook Page; one without `page_id` is not connected."""

    page_id: str
    app_id: str
    app_secret: str
    page_token: str
    verify_token: str
    api_url: str
    replay_window: float


@dataclass(frozen=True)
class Settings:
    """What the processes need to know of the place they run in. Times in seconds unless said otherwise."""

    data_dir: Path
    database_url: str
    company_db: Path
    host: str
    port: int
    public_url: str
    rasa_url: str
    rasa_token: str
    rasa_deadline: float
    secret_key: str
    secure_cookies: bool
    widget_origins: tuple[str, ...]
    trusted_proxies: int
    rate_factor: float
    company_name: str
    hours_open: int
    hours_close: int
    time_zone: str
    return_to_bot: float
    queue_patience: float
    typing_hold: float
    bot_patience: float
    survey_quarantine: float
    session_hours: float
    private_sources: tuple[str, ...]
    log_level: str
    encoder: str
    sentiment_model: str
    zalo: ZaloSettings
    messenger: MessengerSettings


def _read(name: str, default: str) -> str:
    value = os.environ.get(name)
    if value:
        return value
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else default


def _number(name: str, default: float) -> float:
    text = _read(name, str(default))
    try:
        return float(text)
    except ValueError:
        raise SettingError(f"{name}={text!r} is not a number") from None


@cache
def settings() -> Settings:
    """The settings of this process. Raises SettingError for a value that cannot be used."""
    data_dir = Path(_read("DATA_DIR", "var")).absolute()
    port = int(_number("PORT", 8080))
    host = _read("HOST", "127.0.0.1")
    rasa_port = int(_number("RASA_PORT", 5005))
    opens, closes = int(_number("HOURS_OPEN", 8)), int(_number("HOURS_CLOSE", 21))
    if not 0 <= opens < closes <= 24:
        raise SettingError(f"HOURS_OPEN={opens} and HOURS_CLOSE={closes} must be hours with open before close")
    return Settings(
        data_dir=data_dir,
        database_url=_read("DATABASE_URL", f"sqlite:///{data_dir / 'langnghe.db'}"),
        company_db=Path(_read("COMPANY_DB", str(data_dir / "company.db"))),
        host=host,
        port=port,
        public_url=_read("PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
        rasa_url=_read("RASA_URL", f"http://127.0.0.1:{rasa_port}").rstrip("/"),
        rasa_token=_secret("RASA_TOKEN", data_dir),
        rasa_deadline=_number("RASA_DEADLINE", 8),
        secret_key=_secret("SECRET_KEY", data_dir),
        secure_cookies=_read("SECURE_COOKIES", "").lower() in {"1", "true", "yes"},
        widget_origins=tuple(o.strip() for o in _read("WIDGET_ORIGINS", "*").split(",") if o.strip()),
        trusted_proxies=int(_number("TRUSTED_PROXIES", 0)),
        rate_factor=_number("RATE_FACTOR", 1),
        company_name=_read("COMPANY_NAME", "Nhà Sen"),
        hours_open=opens,
        hours_close=closes,
        time_zone=_read("TIME_ZONE", "Asia/Ho_Chi_Minh"),
        return_to_bot=_number("RETURN_TO_BOT", 1800),
        queue_patience=_number("QUEUE_PATIENCE", 600),
        typing_hold=_number("TYPING_HOLD", 20),
        bot_patience=_number("BOT_PATIENCE", 1800),
        survey_quarantine=_number("SURVEY_QUARANTINE", 7 * 86400),
        session_hours=_number("SESSION_HOURS", 12),
        private_sources=tuple(one.strip() for one in _read("PRIVATE_SOURCES", "").split(",") if one.strip()),
        log_level=_read("LOG_LEVEL", "INFO").upper(),
        encoder=_read("ENCODER", ""),
        sentiment_model=_read("SENTIMENT_MODEL", ""),
        zalo=ZaloSettings(
            app_id=_read("ZALO_APP_ID", ""),
            app_secret=_read("ZALO_APP_SECRET", ""),
            oa_id=_read("ZALO_OA_ID", ""),
            oa_secret=_read("ZALO_OA_SECRET", ""),
            refresh_token=_read("ZALO_REFRESH_TOKEN", ""),
            api_url=_read("ZALO_API_URL", "https://openapi.zalo.me").rstrip("/"),
            oauth_url=_read("ZALO_OAUTH_URL", "https://oauth.zaloapp.com").rstrip("/"),
            # Zalo tries a failed delivery again for 1 h 50 min
            replay_window=_number("ZALO_REPLAY_WINDOW", 7200),
        ),
        messenger=MessengerSettings(
            page_id=_read("MESSENGER_PAGE_ID", ""),
            app_id=_read("MESSENGER_APP_ID", ""),
            app_secret=_read("MESSENGER_APP_SECRET", ""),
            page_token=_read("MESSENGER_PAGE_TOKEN", ""),
            verify_token=_read("MESSENGER_VERIFY_TOKEN", ""),
            api_url=_read("MESSENGER_API_URL", "https://graph.facebook.com/v24.0").rstrip("/"),
            # as long as reports are remembered
            replay_window=_number("MESSENGER_REPLAY_WINDOW", 7 * 86400),
        ),
    )


def _secret(name: str, data_dir: Path) -> str:
    """A secret from the environment, else one that is made once and kept in the data folder, readable by its owner."""
    given = _read(name, "")
    if given:
        return given
    path = data_dir / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(os.urandom(32).hex())
    return path.read_text(encoding="ascii")
