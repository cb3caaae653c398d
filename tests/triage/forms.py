"""One fault, told in the forms that people paste; the place is always the same."""

from __future__ import annotations

FORMS: dict[str, str] = {
    "ipython-8": (
        "---------------------------------------------------------------------------\n"
        "ImportError                               Traceback (most recent call last)\n"
        "Cell In[3], line 1\n"
        "----> 1 import shop.app\n"
        "\n"
        "File ~/code/shop/app.py:2\n"
        "      1 import os\n"
        "----> 2 from shop.stock import count, lost\n"
        "      4 x = 1\n"
        "\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/home/u/code/s"
        "hop/stock.py)\n"
    ),
    "ipython-7": (
        "---------------------------------------------------------------------------\n"
        "ImportError                               Traceback (most recent call last)\n"
        "<ipython-input-3-abcdef> in <module>\n"
        "----> 1 import shop.app\n"
        "\n"
        "~/code/shop/app.py in <module>\n"
        "      1 import os\n"
        "----> 2 from shop.stock import count, lost\n"
        "      3 \n"
        "\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/home/u/code/s"
        "hop/stock.py)\n"
    ),
    "ipython-8.0": (
        "ImportError                               Traceback (most recent call last)\n"
        "Input In [3], in <cell line: 1>()\n"
        "----> 1 import shop.app\n"
        "\n"
        "File ~/code/shop/app.py:2, in <module>\n"
        "      1 import os\n"
        "----> 2 from shop.stock import count, lost\n"
        "\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/home/u/code/s"
        "hop/stock.py)\n"
    ),
    "rich": (
        "╭─────────────────────────────── Traceback (most recent call last) ─────"
        "───────────────────────────╮\n"
        "│ /app/main.py:1 in <module>                                            "
        "                           │\n"
        "│                                                                       "
        "                           │\n"
        "│ ❱ 1 import shop.app                                                   "
        "                           │\n"
        "│   2                                                                   "
        "                           │\n"
        "│                                                                       "
        "                           │\n"
        "│ /app/shop/app.py:2 in <module>                                        "
        "                           │\n"
        "│                                                                       "
        "                           │\n"
        "│   1 import os                                                         "
        "                           │\n"
        "│ ❱ 2 from shop.stock import count, lost                                "
        "                           │\n"
        "│   3                                                                   "
        "                           │\n"
        "╰───────────────────────────────────────────────────────────────────────"
        "───────────────────────────╯\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.py)\n"
    ),
    "flat": (
        "Traceback (most recent call last):\n"
        'File "/app/main.py", line 1, in <module>\n'
        "import shop.app\n"
        'File "/app/shop/app.py", line 2, in <module>\n'
        "from shop.stock import count, lost\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.py)\n"
    ),
    "wrapped": (
        "Traceback (most recent call last):\n"
        '  File "/app/main.py", line 1, in <module>\n'
        "    import shop.app\n"
        '  File "/app/shop/app.py", line 2, in <module>\n'
        "    from shop.stock import count, lost\n"
        "ImportError: cannot import name 'lost' from 'shop.st\n"
        "ock' (/app/shop/stock.py)\n"
    ),
    "wrapped-at-a-blank": (
        "Traceback (most recent call last):\n"
        '  File "/app/main.py", line 1, in <module>\n'
        "    import shop.app\n"
        '  File "/app/shop/app.py", line 2, in <module>\n'
        "    from shop.stock import count, lost\n"
        "ImportError: cannot import name 'lost' from\n"
        "'shop.stock' (/app/shop/stock.py)\n"
    ),
    "one-line": (
        'Traceback (most recent call last): File "/app/main.py", line 1, in <modu'
        'le> import shop.app File "/app/shop/app.py", line 2, in <module> from sh'
        "op.stock import count, lost ImportError: cannot import name 'lost' from "
        "'shop.stock' (/app/shop/stock.py)"
    ),
    "bare": (">>> ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.py)"),
    "tail-cut": (
        "Traceback (most recent call last):\n"
        '  File "/app/main.py", line 1, in <module>\n'
        "    import shop.app\n"
        '  File "/app/shop/app.py", line 2, in <module>\n'
        "    from shop.stock import count, lost\n"
    ),
    "tail-and-source-cut": (
        "Traceback (most recent call last):\n"
        '  File "/app/main.py", line 1, in <module>\n'
        "    import shop.app\n"
        '  File "/app/shop/app.py", line 2, in <module>\n'
    ),
    "head-cut": (
        "    import shop.app\n"
        '  File "/app/shop/app.py", line 2, in <module>\n'
        "    from shop.stock import count, lost\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.py)\n"
    ),
    "head-cut-in-a-line": (
        'p/app.py", line 2, in <module>\n'
        "    from shop.stock import count, lost\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.py)\n"
    ),
    "only-last-line-of-text": (
        "    from shop.stock import count, lost\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.py)\n"
    ),
    "error-first": (
        "ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.py)\n"
        '  File "main.py", line 1, in <module>\n'
        "    import shop.app\n"
        '  File "shop/app.py", line 2, in <module>\n'
        "    from shop.stock import count, lost\n"
    ),
    "unittest": (
        "E\n"
        "======================================================================\n"
        "ERROR: test_app (unittest.loader._FailedTest.test_app)\n"
        "----------------------------------------------------------------------\n"
        "ImportError: Failed to import test module: test_app\n"
        "Traceback (most recent call last):\n"
        '  File "/usr/lib/python3.11/unittest/loader.py", line 162, in loadTestsFromName\n'
        "    module = __import__(module_name)\n"
        "             ^^^^^^^^^^^^^^^^^^^^^^^\n"
        '  File "/app/main.py", line 1, in <module>\n'
        "    import shop.app\n"
        '  File "/app/shop/app.py", line 2, in <module>\n'
        "    from shop.stock import count, lost\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.py)\n"
        "\n"
        "\n"
        "----------------------------------------------------------------------\n"
        "Ran 1 test in 0.000s\n"
        "\n"
        "FAILED (errors=1)\n"
    ),
    "uvicorn": (
        "INFO:     Started reloader process [1] using StatReload\n"
        "Process SpawnProcess-1:\n"
        "Traceback (most recent call last):\n"
        '  File "/usr/local/lib/python3.11/multiprocessing/process.py", line 314,'
        " in _bootstrap\n"
        "    self.run()\n"
        '  File "/usr/local/lib/python3.11/site-packages/uvicorn/importer.py", li'
        "ne 22, in import_from_string\n"
        "    raise exc from None\n"
        '  File "/usr/local/lib/python3.11/site-packages/uvicorn/importer.py", li'
        "ne 19, in import_from_string\n"
        "    module = importlib.import_module(module_str)\n"
        "             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        '  File "/usr/local/lib/python3.11/importlib/__init__.py", line 126, in import_module\n'
        "    return _bootstrap._gcd_import(name[level:], package, level)\n"
        "           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
        '  File "<frozen importlib._bootstrap>", line 1204, in _gcd_import\n'
        '  File "<frozen importlib._bootstrap_external>", line 940, in exec_module\n'
        '  File "<frozen importlib._bootstrap>", line 241, in _call_with_frames_removed\n'
        '  File "/app/shop/app.py", line 2, in <module>\n'
        "    from shop.stock import count, lost\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.py)\n"
    ),
    "celery-inline": (
        "[2024-05-01 10:00:00,000: ERROR/ForkPoolWorker-1] Task shop.run[5b1] rai"
        "sed unexpected: ImportError(\"cannot import name 'lost' from 'shop.stock'"
        ' (/app/shop/stock.py)")\n'
        "Traceback (most recent call last):\n"
        '  File "/usr/local/lib/python3.11/site-packages/celery/app/trace.py", li'
        "ne 451, in trace_task\n"
        "    R = retval = fun(*args, **kwargs)\n"
        '  File "/app/shop/app.py", line 2, in run\n'
        "    from shop.stock import count, lost\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.py)\n"
    ),
    "installed-copy": (
        "Traceback (most recent call last):\n"
        '  File "/usr/local/bin/shop", line 5, in <module>\n'
        "    from shop.app import main\n"
        '  File "/usr/local/lib/python3.11/site-packages/shop/app.py", line 2, in <module>\n'
        "    from shop.stock import count, lost\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/usr/local/lib"
        "/python3.11/site-packages/shop/stock.py)\n"
    ),
    "bullets": (
        "- It fails:\n"
        "\n"
        "      Traceback (most recent call last):\n"
        '        File "/app/shop/app.py", line 2, in <module>\n'
        "          from shop.stock import count, lost\n"
        "      ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.py)\n"
        "\n"
        "- nothing else\n"
    ),
    "did-you-mean": (
        "Traceback (most recent call last):\n"
        '  File "/app/shop/app.py", line 2, in <module>\n'
        "    from shop.stock import count, lost\n"
        "ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stoc"
        "k.py). Did you mean: 'list'?\n"
    ),
    "html": (
        "<pre>Traceback (most recent call last):\n"
        "  File &quot;/app/shop/app.py&quot;, line 2, in &lt;module&gt;\n"
        "    from shop.stock import count, lost\n"
        "ImportError: cannot import name &#x27;lost&#x27; from &#x27;shop.stock&#"
        "x27; (/app/shop/stock.py)\n"
        "</pre>"
    ),
    "json-message": (
        '{"ts":"2024-05-01T10:00:00Z","level":"ERROR","message":"Exception in ASG'
        'I application\\nTraceback (most recent call last):\\n  File \\"/app/shop/ap'
        'p.py\\", line 2, in <module>\\n    from shop.stock import count, lost\\nImp'
        "ortError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.p"
        'y)"}'
    ),
    "uvicorn-attribute": (
        'ERROR:    Error loading ASGI app. Attribute "lost" not found in module "shop.stock".'
    ),
    "doctest": (
        "Exception raised:\n"
        "    Traceback (most recent call last):\n"
        '      File "/usr/lib/python3.11/doctest.py", line 1350, in __run\n'
        '        exec(compile(example.source, filename, "single",\n'
        '      File "<doctest shop.app[0]>", line 1, in <module>\n'
        "        import shop.app\n"
        '      File "/app/shop/app.py", line 2, in <module>\n'
        "        from shop.stock import count, lost\n"
        "    ImportError: cannot import name 'lost' from 'shop.stock' (/app/shop/stock.py)\n"
    ),
}
