"""Statements for function bodies: real code in many forms, with holes for names and numbers.

A block may use what each function has: `{rows}` (a list of dicts), `{limit}`, `{label}`, `{result}`
(a dict) and `{total}`. `{a}`, `{b}`, `{c}` are nouns, `{k}` and `{m}` numbers.
"""

from __future__ import annotations

PLAIN = (
    """\
for {a} in {rows}:
    if {a}.get("{b}") is None:
        continue
    {result}.setdefault(str({a}["{b}"]), []).append({a})
""",
    """\
{a}_values = [row["{b}"] for row in {rows} if "{b}" in row and row["{b}"] is not None]
if len({a}_values) > {limit}:
    {a}_values = {a}_values[:{limit}]
{result}["{a}"] = {a}_values
""",
    """\
{total} += sum(int(row.get("{a}", 0)) for row in {rows} if row.get("{b}") != "{c}")
if {total} > {limit} * {k}:
    {result}["overflow_{a}"] = {total} - {limit} * {k}
""",
    """\
try:
    {a} = int({result}.get("{b}", {k}))
except (TypeError, ValueError) as error:
    {result}["errors"] = [*{result}.get("errors", ()), f"{{{label}}}: {{error}}"]
    {a} = {k}
{total} += {a}
""",
    """\
{a}_by_{b}: dict[str, int] = {{}}
for position, row in enumerate({rows}):
    key = f"{{{label}}}-{{row.get('{b}', 'none')}}"
    {a}_by_{b}[key] = {a}_by_{b}.get(key, 0) + position % {k}
{result}.update({a}_by_{b})
""",
    """\
if not {rows}:
    return {{"{a}": {label}, "{b}": {limit}, "empty": True}}
first, *rest = {rows}
{result}["{c}"] = (first.get("{c}"), len(rest))
""",
    """\
{a}_left = {limit}
while {a}_left > 0 and {total} < {m}:
    {total} += {a}_left * {k}
    {a}_left -= {k}
else:
    {result}["{a}_left"] = {a}_left
""",
    """\
{result}["{a}"] = sorted(
    {rows},
    key=lambda row: (str(row.get("{b}", "")), -len(row)),
    reverse={limit} > {k},
)[:{k}]
""",
    """\
{a}_seen: set[str] = set()
for row in {rows}:
    for key, value in row.items():
        if key in {a}_seen or key.startswith("_"):
            continue
        {a}_seen.add(key)
        {result}[key] = value if value is not None else "{b}"
""",
    """\
{a}, {b} = divmod({total} + {m}, max({limit}, 1))
{result}["{a}_{b}"] = {{"whole": {a}, "rest": {b}, "share": {a} / ({b} + 1)}}
""",
    """\
{a}_parts = {label}.replace("-", "_").split("_")
{a}_head = {a}_parts[0].lower() if {a}_parts else "{b}"
match {a}_head:
    case "{b}" | "{c}":
        {total} += {k}
    case "":
        {total} -= {k}
    case other if len(other) > {k}:
        {result}["{a}"] = other[:{k}]
    case _:
        {result}["{a}"] = {a}_head
""",
    """\
{result} = {{
    key: value
    for key, value in {result}.items()
    if not (isinstance(value, int) and value < {k}) or key == "{a}"
}}
""",
    """\
def {a}_weight(row: dict[str, Any], floor: int = {k}) -> float:
    base = float(row.get("{b}", floor))
    return base * {limit} if row.get("{c}") else base / (floor + 1)

{result}["{a}_weight"] = max(map({a}_weight, {rows}), default=0.0)
""",
    """\
{a}_pairs = list(zip({rows}, {rows}[1:], strict=False))
for before, after in {a}_pairs:
    changed = {{key for key in after if before.get(key) != after[key]}}
    if changed:
        {result}.setdefault("{b}_changes", []).append(sorted(changed))
""",
    """\
{a}_window = {rows}[-{limit} :] if {limit} else {rows}
{a}_mean = {total} / len({a}_window) if {a}_window else 0.0
{result}["{b}"] = round({a}_mean, {k} % 4)
""",
    """\
if {label} in {result} and ({a} := {result}[{label}]) is not None:
    {result}["{b}_of_" + {label}] = {a}
elif {total} % {k} == 0:
    {result}[{label}] = {total}
""",
    """\
{a}_index: dict[tuple[str, int], list[Any]] = {{}}
for row in {rows}:
    bucket = (str(row.get("{a}", "{b}")), len(row) % {k})
    {a}_index.setdefault(bucket, []).append(row.get("{c}"))
{result}["{a}_buckets"] = {{
    f"{{name}}/{{size}}": len(found) for (name, size), found in {a}_index.items()
}}
""",
    """\
{a}_text = ", ".join(f"{{key}}={{value!r}}" for key, value in sorted({result}.items(), key=str))
if len({a}_text) > {m}:
    {a}_text = {a}_text[: {m} - 3] + "..."
{result}["{b}_text"] = {a}_text.strip().casefold()
""",
    """\
for attempt in range(1, {limit} + 1):
    if attempt * {k} > {total}:
        {result}["{a}_attempt"] = attempt
        break
    {total} -= attempt
else:
    {result}["{a}_attempt"] = None
""",
    """\
assert {limit} >= 0, f"{a} of {{{label}}} must not be negative: {{{limit}}}"
{a}_matrix = [[(left * {k} + right) % {m} for right in range({k})] for left in range({k})]
{total} += sum(row[{k} - 1] for row in {a}_matrix)
""",
    """\
{a}_stack: list[Any] = [{result}]
while {a}_stack:
    current = {a}_stack.pop()
    if isinstance(current, dict):
        {a}_stack.extend(value for value in current.values() if value is not current)
    elif isinstance(current, (list, tuple)) and len(current) < {m}:
        {total} += len(current)
""",
    """\
{a}_known = {{"{a}", "{b}", "{c}"}}
{a}_extra = {{key for row in {rows} for key in row}} - {a}_known
if {a}_extra and {limit} < {k}:
    raise ValueError(f"unexpected {a} keys for {{{label}}}: {{sorted({a}_extra)}}")
{result}["{a}_extra"] = len({a}_extra)
""",
    """\
{a} = {b} = None
for row in reversed({rows}):
    {a} = row.get("{a}", {a})
    {b} = row.get("{b}") or {b}
    if {a} is not None and {b} is not None:
        break
{result}.update(first={a}, last={b})
""",
    """\
# Rates are kept in thousandths, so that sums over {a} stay whole numbers.
{a}_rate = ({limit} * {m}) // 1000 + (1 if {total} & {k} else 0)
{result}["{a}_rate"] = {a}_rate | {k}
{total} = ({total} + {a}_rate) ^ {k}
""",
)

BY_LIBRARY = {
    "collections": (
        """\
{a}_counts = collections.Counter(str(row.get("{b}")) for row in {rows})
for name, seen in {a}_counts.most_common({k}):
    {result}[f"{b}:{{name}}"] = seen
""",
        """\
{a}_groups: collections.defaultdict[str, list[Any]] = collections.defaultdict(list)
for row in {rows}:
    {a}_groups[str(row.get("{a}"))].append(row.get("{b}"))
{result}["{a}_groups"] = dict({a}_groups)
""",
    ),
    "datetime": (
        """\
{a}_since = datetime.datetime(2020, 1, 1 + {k} % 28) + datetime.timedelta(hours={limit})
{result}["{a}_since"] = {a}_since.isoformat(timespec="seconds")
""",
    ),
    "functools": (
        """\
{a}_sum = functools.reduce(lambda left, row: left + len(row), {rows}, {k})
{total} += {a}_sum
""",
    ),
    "hashlib": (
        """\
{a}_digest = hashlib.sha256(f"{{{label}}}:{{{limit}}}:{b}".encode()).hexdigest()
{result}["{a}_digest"] = {a}_digest[:{k}]
""",
    ),
    "itertools": (
        """\
for left, right in itertools.islice(itertools.combinations({rows}, 2), {m}):
    if left.keys() & right.keys():
        {total} += {k}
""",
        """\
{a}_flat = itertools.chain.from_iterable(row.values() for row in {rows})
{result}["{a}_flat"] = [value for value in {a}_flat if value != "{b}"][:{limit}]
""",
    ),
    "json": (
        """\
try:
    {a}_copy = json.loads(json.dumps({rows}, default=str))
except json.JSONDecodeError:
    {a}_copy = []
{result}["{a}"] = {a}_copy[:{k}]
""",
    ),
    "logging": (
        """\
if {total} > {limit}:
    logger.warning("%s: %d of %d {a} entries left", {label}, {total}, {limit})
else:
    logger.debug("{a} %s is within its {b}", {label})
""",
    ),
    "math": (
        """\
{a}_norm = math.sqrt(sum(len(row) ** 2 for row in {rows})) or 1.0
{result}["{a}_norm"] = math.floor({a}_norm * {m}) / {m}
""",
    ),
    "operator": (
        """\
{a}_sizes = sorted(
    ((len(row), index) for index, row in enumerate({rows})), key=operator.itemgetter(0)
)
{result}["{a}_sizes"] = {a}_sizes[-{k}:]
""",
    ),
    "os": (
        """\
{a}_setting = os.environ.get("{b}_{a}".upper(), str({k}))
{total} += int({a}_setting) if {a}_setting.isdigit() else {limit}
""",
    ),
    "re": (
        """\
{a}_match = re.match(r"^(?P<{a}>[a-z]+)[-_](?P<rest>\\w{{1,{k}}})$", {label})
if {a}_match is not None:
    {result}["{a}"] = {a}_match["{a}"]
""",
    ),
    "time": (
        """\
{a}_began = time.monotonic()
{result}["{a}_pause"] = min({limit} * 0.{k}, time.monotonic() - {a}_began + {k})
""",
    ),
}
"""Blocks that use a module of the standard library which is imported as itself."""
