"""The container files, as far as they can be checked without an engine."""

import json
import re
import subprocess
from pathlib import Path

import yaml
from compose_spec import PyCompose

from data.locks import ServeLock

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "docker/Dockerfile").read_text()
COMPOSE = (ROOT / "docker/compose.yaml").read_text()


def test_the_compose_file_is_one_that_an_engine_takes() -> None:
    """Every key is known to the Compose format, and every volume that is used is declared."""
    PyCompose.from_yaml(COMPOSE).validate()


def test_the_container_is_shut_in() -> None:
    """No root, a read-only file system, no new rights, and time to end what is under way."""
    service = yaml.safe_load(COMPOSE)["services"]["prompteur"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["stop_grace_period"] == "30s"
    assert re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE) == ["10001"]


def test_data_outlive_the_container() -> None:
    """What people save lies in the volume and nowhere else."""
    service = yaml.safe_load(COMPOSE)["services"]["prompteur"]
    assert service["volumes"] == ["data:/data"]
    assert "PROMPTEUR_DATA_DIR=/data" in DOCKERFILE
    assert "VOLUME /data" in DOCKERFILE


def test_the_image_is_built_from_the_lock_file_and_what_the_program_needs() -> None:
    """The image holds the locked versions and the three rooms, and everything that it copies is let through."""
    assert DOCKERFILE.count("uv sync --frozen --no-dev") == 2
    copied = {word for line in re.findall(r"^COPY (?!--)(.*)$", DOCKERFILE, re.MULTILINE) for word in line.split()[:-1]}
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert copied == {line.removeprefix("!") for line in ignored if line.startswith("!")}
    assert all((ROOT / each).exists() for each in copied)


def test_both_files_ask_the_same_whether_all_is_well() -> None:
    """The health check of the image and of the compose file is one and the same."""
    kind, *asked = yaml.safe_load(COMPOSE)["services"]["prompteur"]["healthcheck"]["test"]
    assert kind == "CMD"
    assert [word.replace("$$", "$") for word in asked] == _health_check()


def test_the_health_check_tells_a_server_that_works_from_one_that_is_gone(tmp_path: Path) -> None:
    """The container counts as well from the moment the library is open until its server is gone."""
    check = [word.replace("/data/", f"{tmp_path}/") for word in _health_check()]

    def is_well() -> bool:
        return subprocess.run(check, stderr=subprocess.DEVNULL, check=False).returncode == 0

    assert not is_well()
    lock = ServeLock(tmp_path / "prompteur.db")
    assert is_well()
    lock.close()
    gone = subprocess.Popen(["true"])
    gone.wait()
    (tmp_path / "prompteur.db.serve").write_text(f"{gone.pid}\n")
    assert not is_well()


def _health_check() -> list[str]:
    (command,) = re.findall(r"^HEALTHCHECK .*\n +CMD (\[.*\])$", DOCKERFILE, re.MULTILINE)
    return list(json.loads(command))
