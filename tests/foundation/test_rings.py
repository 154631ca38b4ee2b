"""No file of the app imports another that imports it, at the top or in a function: a ring is one thing in two files."""

import grimp


def test_no_two_files_import_each_other_not_even_in_a_function() -> None:
    graph = grimp.build_graph("bot", "jobs", "integrations", exclude_type_checking_imports=True, cache_dir=None)
    rings = {
        module: other
        for module in graph.modules
        for other in graph.find_modules_directly_imported_by(module)
        if graph.chain_exists(importer=other, imported=module)
    }
    assert rings == {}
