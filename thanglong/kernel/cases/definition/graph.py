"""What depends on what: the order in which questions and facts of a procedure are worked out."""

from collections.abc import Iterable, Mapping

from thanglong.kernel.cases import expressions
from thanglong.kernel.cases.definition.format import Procedure

Graph = Mapping[str, frozenset[str]]


def graph(procedure: Procedure) -> Graph:
    """For each field and fact the fields and facts that must be known before it."""
    nodes: dict[str, frozenset[str]] = {}
    for page in procedure.form.pages:
        for field in page.fields:
            nodes[field.id] = names_in(page.show_if) | names_in(field.show_if)
    for fact in procedure.facts:
        nodes[fact.id] = names_in(fact.expression)
    return {node: _known(names, nodes) for node, names in nodes.items()}


def in_order(nodes: Graph) -> tuple[str, ...]:
    """The nodes, each after those that it depends on; what stands in a circle comes last."""
    placed: dict[str, None] = {}
    waiting = list(nodes)
    while waiting:
        ready = [node for node in waiting if all(one in placed for one in nodes[node])]
        if not ready:
            break
        placed.update(dict.fromkeys(ready))
        waiting = [node for node in waiting if node not in placed]
    return (*placed, *waiting)


def circle(nodes: Graph) -> tuple[str, ...]:
    """One circle of nodes that depend on one another, or nothing."""
    left = dict(nodes)
    while left:
        free = [node for node, needs in left.items() if not any(one in left for one in needs)]
        if not free:
            return _walk(left)
        for node in free:
            del left[node]
    return ()


def _walk(left: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Follow dependencies among nodes that all have one, until one comes again."""
    path = [next(iter(left))]
    while True:
        after = next(one for one in sorted(left[path[-1]]) if one in left)
        if after in path:
            return tuple(path[path.index(after) :])
        path.append(after)


def names_in(text: str | None) -> frozenset[str]:
    """Every name that an expression reads; none when it cannot be read."""
    if text is None:
        return frozenset()
    try:
        return expressions.names(expressions.parse(text))
    except expressions.ExpressionError:
        return frozenset()


def _known(names: Iterable[str], nodes: Mapping[str, object]) -> frozenset[str]:
    """Names that are nodes; a part of an address stands for the address."""
    found: set[str] = set()
    for name in names:
        whole = name.rpartition(".")[0]
        found.update(one for one in (name, whole) if one in nodes)
    return frozenset(found)
