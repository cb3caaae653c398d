"""Texts that say nothing of the repositories of the tests: garbled, or of something else."""

from __future__ import annotations

FOREIGN: dict[str, str] = {
    "empty": "",
    "blanks": " \n\t\n\n",
    "prose": "The shop page is slow since Monday. Could somebody look at it?\n",
    "bytes": "\x00\x01\x02\ufffd\ufffdPK\x03\x04\x14\x00\x08\ufffd" * 20,
    "javascript": """\
TypeError: Cannot read properties of undefined (reading 'map')
    at Cart.render (/app/static/cart.js:14:22)
    at processChild (/app/node_modules/react-dom/server.js:3043:14)
""",
    "java": """\
Exception in thread "main" java.lang.NoClassDefFoundError: org/shop/Stock
\tat org.shop.App.main(App.java:7)
Caused by: java.lang.ClassNotFoundException: org.shop.Stock
\t... 1 more
""",
    "go": """\
panic: runtime error: index out of range [3] with length 2

goroutine 1 [running]:
main.main()
\t/app/main.go:8 +0x1d
exit status 2
""",
    "access-log": """\
10.0.0.1 - - [01/May/2024:10:00:00 +0000] "GET /shop/app.py HTTP/1.1" 404 153
10.0.0.2 - - [01/May/2024:10:00:01 +0000] "GET /import/error HTTP/1.1" 500 12
""",
    "another-project": """\
Traceback (most recent call last):
  File "/srv/bakery/manage.py", line 22, in <module>
    main()
  File "/srv/bakery/manage.py", line 18, in main
    execute_from_command_line(sys.argv)
  File "/srv/bakery/ovens/models.py", line 3, in <module>
    from ovens.heat import Heat
ImportError: cannot import name 'Heat' from 'ovens.heat' (/srv/bakery/ovens/heat.py)
""",
    "same-file-names": """\
Traceback (most recent call last):
  File "/srv/bakery/main.py", line 3, in <module>
    from kitchen import bake
  File "/srv/bakery/kitchen/__init__.py", line 1, in <module>
    from kitchen.dough import knead
ModuleNotFoundError: No module named 'kitchen.dough'
""",
    "installed-packages-only": """\
Traceback (most recent call last):
  File "/usr/local/bin/celery", line 5, in <module>
    from celery.__main__ import main
  File "/usr/local/lib/python3.11/site-packages/celery/__init__.py", line 1, in <module>
    from . import local
  File "/usr/local/lib/python3.11/site-packages/celery/app/__init__.py", line 2, in <module>
    from vine import promise
ModuleNotFoundError: No module named 'vine'
""",
    "standard-library-only": """\
Traceback (most recent call last):
  File "<frozen runpy>", line 198, in _run_module_as_main
  File "/usr/lib/python3.12/json/tool.py", line 81, in main
    raise SystemExit(e)
  File "/usr/lib/python3.12/json/decoder.py", line 355, in raw_decode
    raise JSONDecodeError("Expecting value", s, err.value) from None
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)
""",
    "interactive": """\
>>> import numpy
Traceback (most recent call last):
  File "<stdin>", line 1, in <module>
ModuleNotFoundError: No module named 'numpy'
""",
    "another-pytest": """\
_____________ ERROR collecting tests/test_ovens.py _____________
ImportError while importing test module '/srv/bakery/tests/test_ovens.py'.
Traceback:
tests/test_ovens.py:4: in <module>
    from ovens import Oven
E   ImportError: cannot import name 'Oven' from 'ovens' (/srv/bakery/ovens/__init__.py)
""",
    "another-cycle": "ImportError: cannot import name 'a' from partially initialized module "
    "'kitchen.b' (most likely due to a circular import) (/srv/kitchen/b.py)\n",
    "broken-frames": 'File "\n  File "x, line 3\nFile "", line , in\nTraceback (most recent\n'
    "Traceback (most recent call last):\nTraceback (most recent call last):\n",
    "yaml": "services:\n  web:\n    image: shop\n    command: python main.py\n",
    "sql": 'ERROR:  relation "orders" does not exist at character 15\nSTATEMENT:  SELECT 1\n',
    "base64": "VHJhY2ViYWNrIChtb3N0IHJlY2VudCBjYWxsIGxhc3QpOgogIEZpbGUgIm1haW4ucHki\n" * 8,
    "json-of-another": '{"level": "error", "exc_info": "Traceback (most recent call last):\\n  '
    'File \\"/srv/bakery/run.py\\", line 2, in <module>\\n    import ovens\\nModuleNotFoundError: '
    "No module named 'ovens'\"}\n",
}
