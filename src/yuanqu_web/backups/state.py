"""The tables as the database has them now, which may be older than the program."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.recorder import MigrationRecorder

Node = tuple[str, str]


def applied_migrations() -> tuple[str, ...]:
    """app.name of every applied migration."""
    return tuple(sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()))


def pending() -> tuple[str, ...]:
    """app.name of the migrations still to be applied."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _back in plan)


def apps_in_database() -> Any:
    """Today's registry, or that of the applied migrations where some are pending."""
    if not pending():
        return apps
    loader = MigrationExecutor(connection).loader
    had = {node for node in loader.applied_migrations if node in loader.graph.nodes}
    return loader.project_state(last_of(loader.graph, had)).apps


def last_of(graph: MigrationGraph, had: set[Node]) -> list[Node]:
    """Those migrations that no other of the same application follows."""
    return sorted(node for node in had if not _followed(graph, node, had))


def _followed(graph: MigrationGraph, node: Node, had: set[Node]) -> bool:
    return any(child.key in had and child.key[0] == node[0] for child in graph.node_map[node].children)
