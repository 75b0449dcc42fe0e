"""Prints docs/reference/python.md: what the Python SDK and its agent export, from their sources. Run in the repository's folder."""

import ast
import inspect
import pathlib
import textwrap

PACKAGES = {"SDK: `reflex`": "sdk-python/reflex", "Robot agent: `reflex.agent`": "sdk-python/reflex/agent"}

HEAD = """<!-- Written by `npm run docs:reference` from the docstrings in sdk-python/. -->

# Python reference

Every function and class that the Python SDK and the robot agent export. How they are used is in [the SDK's own page](../../sdk-python/README.md); what they send is in
[the wire reference](wire.md). Everything after `*` is given by its name.
"""


def exported(package):
    """The names of ``__all__``, and for each the module of the package that defines it."""
    tree = ast.parse((package / "__init__.py").read_text())
    names, homes = [], {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__":
            names = ast.literal_eval(node.value)
        elif isinstance(node, ast.ImportFrom) and node.level == 1:
            homes.update({alias.name: node.module for alias in node.names})
    return [(name, package / (homes[name].replace(".", "/") + ".py")) for name in names]


def signature(node, source):
    """A function's header as it is written, on one line when it is short."""
    end = node.body[0].lineno - 1
    lines = source.splitlines()[node.lineno - 1 : end]
    text = textwrap.dedent("\n".join(lines)).strip()
    one_line = " ".join(line.strip() for line in text.splitlines())
    one_line = one_line.replace("( ", "(").replace(", )", ")")
    return one_line if len(one_line) <= 110 else text


def prose(node):
    """A docstring as Markdown: its double backticks are one there."""
    return inspect.cleandoc(ast.get_docstring(node) or "").replace("``", "`").replace(":class:", "")


def block(text):
    return f'```python norun="a declaration, not a program"\n{text.rstrip(":")}\n```'


def entry(name, node, source):
    parts = [f"### `{name}`"]
    if isinstance(node, ast.FunctionDef):
        parts += [prose(node), block(signature(node, source))]
    elif isinstance(node, ast.ClassDef):
        methods = [item for item in node.body if isinstance(item, ast.FunctionDef) and (item.name == "__init__" or not item.name.startswith("_"))]
        bases = ", ".join(ast.unparse(base) for base in node.bases)
        head = f"class {name}({bases})" if bases else f"class {name}"
        parts += [prose(node), block("\n".join([head] + ["    " + signature(item, source).rstrip(":").replace("\n", "\n    ") for item in methods]))]
        parts += [f"- `{item.name}`: " + prose(item).replace("\n", "\n  ") for item in methods if ast.get_docstring(item)]
    elif isinstance(node, ast.Assign):
        parts.append(block(ast.get_source_segment(source, node)))
    return "\n\n".join(part for part in parts if part)


def definition(name, path):
    source = path.read_text()
    for node in ast.parse(source).body:
        named = node.targets[0].id if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) else getattr(node, "name", None)
        if named == name:
            return entry(name, node, source)
    raise SystemExit(f"{path} does not define {name}")


if __name__ == "__main__":
    sections = [HEAD.rstrip()]
    for title, folder in PACKAGES.items():
        sections.append(f"## {title}")
        # Functions first, then classes, then what errors and constants there are.
        found = sorted(exported(pathlib.Path(folder)), key=lambda pair: (pair[0][0].isupper(), pair[0].endswith("Error"), pair[0].isupper()))
        sections += [definition(name, path) for name, path in found]
    print("\n\n".join(sections))
