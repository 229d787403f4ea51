import Testing
import TraceReporting

/// A task, awaited by others through functions, innermost first.
private func task(_ id: Int64, _ name: String, _ awaitedBy: (by: Int64, through: [String])...)
    -> AwaitGraph.Node
{
    AwaitGraph.Node(
        id, name,
        awaitedBy: awaitedBy.map { awaiter in
            AwaitGraph.Awaiter(awaiter.by, awaiter.through.map { AwaitGraph.Frame($0) })
        })
}

private func trees(_ nodes: AwaitGraph.Node...) -> [[String]] { AwaitTree(AwaitGraph(nodes)).trees }

private func table(_ nodes: AwaitGraph.Node...) -> [String] {
    AwaitTable(AwaitGraph(nodes)).rows.map { row in
        "\(row.task) \(row.name)|\(row.chain)|\(row.awaiterName) \(row.awaiter.map(String.init) ?? "-")"
    }
}

@Suite("The graph of awaits")
struct AwaitGraphTests {
    @Test(
        "test_tools.TestAsyncioToolsTree.test_asyncio_utils: awaiters stand above, with the functions between"
    )
    func treeOfShop() {
        let group = ["next()", "withTaskGroup", "open()"]
        let nodes = [
            task(1, "main"),
            task(2, "clock", (4, ["sleep", "tick"]), (5, ["sleep", "tock"])),
            task(3, "north", (1, group)), task(6, "south", (1, group)),
            task(4, "till", (3, ["serve()"])), task(5, "stock", (6, ["serve()"])),
        ]
        #expect(
            AwaitTree(AwaitGraph(nodes)).trees == [
                [
                    "└── (T) main",
                    "    └── open()",
                    "        └── withTaskGroup",
                    "            └── next()",
                    "                ├── (T) north",
                    "                │   └── serve()",
                    "                │       └── (T) till",
                    "                │           └── tick",
                    "                │               └── sleep",
                    "                │                   └── (T) clock",
                    "                └── (T) south",
                    "                    └── serve()",
                    "                        └── (T) stock",
                    "                            └── tock",
                    "                                └── sleep",
                    "                                    └── (T) clock",
                ]
            ])
    }

    @Test("test_tools.TestAsyncioToolsTree.test_asyncio_utils_cycles: each circle of awaits is found")
    func cycles() {
        let two = AwaitGraph([
            task(1, "main"), task(2, "a", (3, ["f"]), (1, ["run"])), task(3, "b", (2, ["g"])),
        ])
        #expect(two.cycles == [[2, 3, 2]] && two.cycleLines == ["cycle: a → b → a"])
        let joined = AwaitGraph([
            task(1, "a", (2, ["x"])), task(2, "b", (3, ["y"]), (1, ["z"])), task(3, "c", (4, ["w"])),
            task(4, "d", (2, ["v"])),
        ])
        #expect(Set(joined.cycles.map { Set($0) }) == [[1, 2], [2, 3, 4]])
        #expect(AwaitTree(joined).trees.isEmpty)
    }

    @Test("test_tools.TestAsyncioToolsTable.test_asyncio_utils: a line for each task and each awaiter")
    func tableOfShop() {
        #expect(
            table(
                task(1, "main"), task(2, "clock", (3, ["sleep", "tick"]), (4, ["tock"])),
                task(3, "till", (1, ["open()"])), task(4, "stock", (1, ["open()"])))
                == [
                    "1 main|| -", "2 clock|sleep -> tick|till 3", "2 clock|tock|stock 4",
                    "3 till|open()|main 1",
                    "4 stock|open()|main 1",
                ])
    }

    @Test("test_tools.TestAsyncioToolsBasic.test_empty_input_tree: no tasks, no tree")
    func emptyTree() { #expect(trees() == []) }

    @Test("test_tools.TestAsyncioToolsBasic.test_empty_input_table: no tasks, no lines")
    func emptyTable() { #expect(table() == []) }

    @Test(
        "test_tools.TestAsyncioToolsBasic.test_only_independent_tasks_tree: tasks by themselves are trees each"
    )
    func independentTree() {
        #expect(trees(task(10, "one"), task(11, "other")) == [["└── (T) one"], ["└── (T) other"]])
    }

    @Test(
        "test_tools.TestAsyncioToolsBasic.test_only_independent_tasks_table: tasks by themselves are lines each"
    )
    func independentTable() {
        #expect(table(task(10, "one"), task(11, "other")) == ["10 one|| -", "11 other|| -"])
    }

    @Test("test_tools.TestAsyncioToolsBasic.test_single_task_tree: one task is a tree of one line")
    func singleTree() { #expect(trees(task(2, "alone")) == [["└── (T) alone"]]) }

    @Test("test_tools.TestAsyncioToolsBasic.test_single_task_table: one task is one line")
    func singleTable() { #expect(table(task(2, "alone")) == ["2 alone|| -"]) }

    @Test("test_tools.TestAsyncioToolsBasic.test_cycle_detection: two that await each other are a circle")
    func twoInACircle() {
        #expect(AwaitGraph([task(2, "x", (3, ["f"])), task(3, "y", (2, ["g"]))]).cycles == [[2, 3, 2]])
    }

    @Test("test_tools.TestAsyncioToolsBasic.test_complex_tree: a chain of tasks is a staircase")
    func chainTree() {
        #expect(
            trees(task(2, "x"), task(3, "y", (2, ["run"])), task(4, "z", (3, ["run"])))
                == [
                    [
                        "└── (T) x", "    └── run", "        └── (T) y", "            └── run",
                        "                └── (T) z",
                    ]
                ])
    }

    @Test("test_tools.TestAsyncioToolsBasic.test_complex_table: each of a chain names the one before")
    func chainTable() {
        #expect(
            table(task(2, "x"), task(3, "y", (2, ["run"])), task(4, "z", (3, ["run"])))
                == ["2 x|| -", "3 y|run|x 2", "4 z|run|y 3"])
    }

    @Test(
        "test_tools.TestAsyncioToolsBasic.test_deep_coroutine_chain: the outermost function is nearest to its task"
    )
    func deepChain() {
        #expect(
            trees(task(1, "leaf", (2, ["f1", "f2", "f3"])), task(2, "root"))
                == [
                    [
                        "└── (T) root", "    └── f3", "        └── f2", "            └── f1",
                        "                └── (T) leaf",
                    ]
                ])
    }

    @Test(
        "test_tools.TestAsyncioToolsBasic.test_multiple_cycles_same_node: the larger of two joined circles is found"
    )
    func joinedCircles() {
        let cycles = AwaitGraph([
            task(1, "a", (2, ["f"])), task(2, "b", (3, ["g"])), task(3, "c", (1, ["h"]), (2, ["i"])),
        ]).cycles
        #expect(cycles.contains { Set($0) == [1, 2, 3] } && cycles.contains { Set($0) == [2, 3] })
    }

    @Test("test_tools.TestAsyncioToolsBasic.test_table_output_format: each line has task, chain and awaiter")
    func tableFormat() {
        let rows = AwaitTable(AwaitGraph([task(1, "x", (2, ["f"])), task(2, "y")])).rows
        #expect(rows.map(\.task) == [1, 2] && rows.map(\.awaiter) == [2, nil])
        #expect(rows.map(\.chain) == ["f", ""] && rows.map(\.awaiterName) == ["y", ""])
    }

    @Test(
        "test_tools.TestAsyncioToolsEdgeCases.test_task_awaits_self: a task that awaits itself is a circle of one"
    )
    func selfAwait() { #expect(AwaitGraph([task(1, "x", (1, ["f"]))]).cycles == [[1, 1]]) }

    @Test(
        "test_tools.TestAsyncioToolsEdgeCases.test_task_with_missing_awaiter_id: who is not known is called so"
    )
    func missingAwaiter() {
        #expect(table(task(1, "x", (999, ["f"]))) == ["1 x|f|(unknown) 999"])
        #expect(trees(task(1, "x", (999, ["f"]))) == [["└── (T) x"]])
    }

    @Test(
        "test_tools.TestAsyncioToolsEdgeCases.test_duplicate_coroutine_frames: one awaited twice stands under both"
    )
    func sharedChild() {
        #expect(
            trees(task(1, "x", (2, ["f"]), (3, ["f"])), task(2, "y"), task(3, "z"))
                == [
                    ["└── (T) y", "    └── f", "        └── (T) x"],
                    ["└── (T) z", "    └── f", "        └── (T) x"],
                ])
    }

    @Test(
        "test_tools.TestAsyncioToolsEdgeCases.test_task_with_no_name: a task without a name still has its line"
    )
    func nameless() { #expect(trees(task(1, ""), task(2, "x", (1, ["f"]))).first?.count == 3) }

    @Test("A thousand alike are one line with their number; a long chain ends in a line that says so.")
    func large() {
        let workers = (2...1001).map { task($0, "worker", (1, ["group"])) }
        #expect(
            AwaitTree(AwaitGraph([task(1, "main")] + workers)).trees
                == [["└── (T) main", "    └── group", "        └── (T) worker ×1000"]])
        let chain = (1...20_000).map { task($0, "t\($0)", ($0 - 1, ["f"])) }
        let graph = AwaitGraph(chain)
        #expect(graph.cycles.isEmpty)
        let lines = AwaitTree(graph).trees.first ?? []
        #expect(lines.count < 100 && lines.last?.hasSuffix("… deeper") == true)
    }
}
