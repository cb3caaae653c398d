"""Can't be imported: only a stub of the module is here."""

from kinds.stub_only import promised
