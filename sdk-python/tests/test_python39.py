"""Python 3.9 can read and run every file: no newer syntax, and none of the standard library's newer names."""

import ast
import unittest

from .live import ROOT

#: Module -> names that came after 3.9.
NEWER = {
    "asyncio": "Runner TaskGroup timeout",
    "contextlib": "aclosing chdir",
    "dataclasses": "KW_ONLY",
    "datetime": "UTC",
    "enum": "EnumType ReprEnum StrEnum verify",
    "hashlib": "file_digest",
    "inspect": "get_annotations",
    "itertools": "batched pairwise",
    "logging": "getLevelNamesMapping",
    "math": "cbrt exp2 fma sumprod",
    "operator": "call",
    "os": "EFD_CLOEXEC eventfd process_cpu_count splice",
    "re": "NOFLAG",
    "threading": "getprofile gettrace setprofile_all_threads",
    "types": "EllipsisType NoneType NotImplementedType UnionType get_original_bases",
    "typing": "Concatenate LiteralString Never NotRequired ParamSpec ReadOnly Required Self TypeAlias TypeGuard TypeIs TypeVarTuple "
    "Unpack assert_never assert_type is_typeddict override reveal_type",
}
MODULES = {"tomllib", "annotationlib", "compression"}
METHODS = {"bit_count", "walk", "add_note"}
BUILT_IN = {"aiter", "anext", "BaseExceptionGroup", "EncodingWarning", "ExceptionGroup", "PythonFinalizationError"}
#: Function -> arguments that came after 3.9.
ARGUMENTS = {"zip": {"strict"}, "dataclass": {"slots", "kw_only", "weakref_slot"}, "bisect": {"key"}, "insort": {"key"}}


def problems(source: str) -> "list[str]":
    """What of it Python 3.9 does not have."""
    tree = ast.parse(source, feature_version=(3, 9))
    found = []
    annotations = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            newer = NEWER.get(node.module or "", "").split()
            found += [f"{node.module}.{each.name}" for each in node.names if each.name in newer or node.module in MODULES]
        elif isinstance(node, ast.Import):
            found += [each.name for each in node.names if each.name.split(".")[0] in MODULES]
        elif isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if node.attr in NEWER.get(owner, "").split() or node.attr in METHODS and owner != "os" and owner != "ast":
                found.append(f"{owner}.{node.attr}")
        elif isinstance(node, ast.Name) and node.id in BUILT_IN:
            found.append(node.id)
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            found += [f"{name}({each.arg}=)" for each in node.keywords if each.arg in ARGUMENTS.get(name, ())]
        for field in ("annotation", "returns"):
            if getattr(node, field, None) is not None:
                annotations.append(getattr(node, field))
    for annotation in annotations:
        # Evaluated when the function is made: int | None is an error there.
        found += ["X | Y" for node in ast.walk(annotation) if isinstance(node, ast.BinOp)]
    return found


class Python39(unittest.TestCase):
    def test_every_file_is_for_it(self) -> None:
        paths = [*(ROOT / "sdk-python").rglob("*.py"), *(ROOT / "examples" / "so101-lerobot").glob("*.py")]
        self.assertGreater(len(paths), 40)
        for path in paths:
            with self.subTest(str(path.relative_to(ROOT))):
                self.assertEqual(problems(path.read_text("utf-8")), [])

    def test_what_is_newer_is_found(self) -> None:
        for source in (
            "import tomllib",
            "from typing import Self",
            "import datetime\ndatetime.UTC",
            "from itertools import pairwise",
            "zip([], [], strict=True)",
            "(5).bit_count()",
            "def f(x: int | None): ...",
            "raise ExceptionGroup('', [])",
        ):
            with self.subTest(source):
                self.assertEqual(len(problems(source)), 1)
        for source in ("match 1:\n  case 1: pass", "try: ...\nexcept* OSError: ..."):
            with self.subTest(source), self.assertRaises(SyntaxError):
                problems(source)


if __name__ == "__main__":
    unittest.main()
