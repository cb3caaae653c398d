"""One kind of repair a file; `REPAIRS` is all of them."""

from __future__ import annotations

from analysis.fixes.proposal import Repair
from analysis.fixes.repairs import (
    add_import,
    add_init,
    add_stub,
    correct_typo,
    cut_cycle,
    defer_import,
    drop_unused,
    import_canonical,
    import_from_definer,
    import_module,
    keep_old_name,
    move_definitions,
    moved_module,
    point_elsewhere,
    reexport_canonical,
    rename_apart,
    respell_module,
    restore_from_git,
    restore_reexport,
    subclass_canonical,
    type_checking_import,
)

REPAIRS: tuple[Repair, ...] = (
    correct_typo.propose,
    respell_module.propose,
    point_elsewhere.propose,
    keep_old_name.propose,
    moved_module.propose,
    add_init.propose,
    restore_reexport.propose,
    add_import.propose,
    drop_unused.propose,
    restore_from_git.propose,
    import_from_definer.propose,
    type_checking_import.propose,
    defer_import.propose,
    import_module.propose,
    cut_cycle.propose,
    move_definitions.propose,
    reexport_canonical.propose,
    import_canonical.propose,
    subclass_canonical.propose,
    rename_apart.propose,
    add_stub.propose,
)
