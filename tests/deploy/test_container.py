"""Image and compose file: no engine is here to build them, so they are parsed and compared."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from queue_app.cli import commands
from queue_app.config import ENVIRONMENT_PREFIX, Config

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "container"
INSTRUCTIONS = {
    "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "RUN", "USER",
    "VOLUME", "WORKDIR",
}  # fmt: skip


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def image() -> list[tuple[str, str]]:
    """The instructions of the image in order."""
    text = (FOLDER / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in lines)]


def test_the_image_consists_of_known_instructions(image: list[tuple[str, str]]) -> None:
    assert {word for word, _ in image} <= INSTRUCTIONS
    assert [word for word, _ in image].count("FROM") == 2
    assert image[0][0] == "FROM"


def test_the_image_copies_what_there_is_and_nothing_else(image: list[tuple[str, str]]) -> None:
    """What the ignore file lets in is what is copied: no database, no secret, no history."""
    copied = {
        source
        for word, rest in image
        if word == "COPY" and not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    ignore = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert "*" in ignore
    assert {line[1:] for line in ignore if line.startswith("!")} == copied
    for source in copied:
        assert (ROOT / source).exists(), source


def test_the_image_runs_as_nobody_special_and_is_watched(image: list[tuple[str, str]]) -> None:
    after = [word for word, _ in image[max(n for n, (w, _) in enumerate(image) if w == "FROM") :]]
    assert ("USER", "10001") in image
    assert after.index("USER") > after.index("COPY")
    assert "HEALTHCHECK" in after
    assert ("ENTRYPOINT", '["queue-app", "--config", "/etc/queue/config.toml"]') in image
    (installed, _) = (rest for word, rest in image if word == "RUN" and "pip install" in rest)
    assert "--require-hashes" in installed


def test_everything_of_a_city_is_there(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {
        "database", "valkey", "prepare", "web-1", "web-2", "worker", "nginx"
    }  # fmt: skip
    said = {name: one.get("command", [""])[0] for name, one in compose["services"].items()}
    assert said["prepare"] == "init"
    assert said["web-1"] == said["web-2"] == "serve"
    assert said["worker"] == "worker"
    assert {"init", "serve", "worker"} <= set(commands.commands)


def ours(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {k: v for k, v in compose["services"].items() if v["image"] == "queue-app"}


def test_our_processes_may_do_little(compose: dict[str, Any]) -> None:
    for service in ours(compose).values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "ports" not in service


def test_secrets_come_from_files(compose: dict[str, Any]) -> None:
    named = set(compose["secrets"])
    for service in compose["services"].values():
        for secret in service.get("secrets", ()):
            assert (secret if isinstance(secret, str) else secret["source"]) in named
        for name, value in service.get("environment", {}).items():
            if re.search("PASSWORD|URL_FILE", name):
                assert value.startswith("/run/secrets/")
    assert all(one["file"].startswith("./secrets/") for one in compose["secrets"].values())
    assert "/deploy/container/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8")


def test_the_environment_names_keys_that_there_are(compose: dict[str, Any]) -> None:
    for service in ours(compose).values():
        for name in service["environment"]:
            section, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().split("__")
            fields = Config.model_fields[section].annotation.model_fields  # type: ignore[union-attr]  # each is a section
            assert key.removesuffix("_file") in fields


def test_each_waits_for_what_it_needs_and_all_are_watched(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in services
            if how["condition"] == "service_healthy":
                checked = (
                    "healthcheck" in services[other] or services[other] in ours(compose).values()
                )
                assert checked, other
        assert service["restart"] == ("no" if name == "prepare" else "unless-stopped")
    assert services["web-1"]["depends_on"]["prepare"]["condition"] == (
        "service_completed_successfully"
    )


def test_proxy_and_processes_agree(compose: dict[str, Any]) -> None:
    upstream = (FOLDER / "upstream.conf").read_text(encoding="utf-8")
    assert set(re.findall(r"server (\S+):8080 ", upstream)) == {"web-1", "web-2"}
    subnet = compose["networks"]["house"]["ipam"]["config"][0]["subnet"]
    assert f'trusted_proxies = ["{subnet}"]' in (FOLDER / "compose.yaml").read_text(
        encoding="utf-8"
    )
    mounted = [v.split(":")[0] for v in compose["services"]["nginx"]["volumes"]]
    assert all((FOLDER / place).is_file() for place in mounted)
    assert tomllib.loads(f'trusted_proxies = ["{subnet}"]')
