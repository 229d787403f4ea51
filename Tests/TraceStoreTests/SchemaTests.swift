import EmbeddedFiles
import Foundation
import Testing
import TraceFixtures
import TraceModel
import TraceSchema
import TraceStore

/// What holds together: folders and the list of embedded files, words and their table, views and comments.
@Suite struct SchemaTests {
    /// The package's own folder.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(
        "Every file of the embedded folders is carried by the executable, as it is.",
        arguments: [
            "Migrations/schema/", "Migrations/views/", "Reports/queries/", "Reports/templates/",
            "Documentation/Findings/",
        ])
    func embedded(_ folder: String) throws {
        let url = Self.root.appending(path: folder)
        let names = try FileManager.default.subpathsOfDirectory(atPath: url.path)
            .filter { !$0.hasPrefix(".") && $0.contains(".") }
        let carried = EmbeddedFile.all(in: folder)
        #expect(Set(carried.map(\.path)) == Set(names.map { folder + $0 }))
        #expect(carried.count == names.count)
        for file in carried {
            let text = try String(contentsOf: Self.root.appending(path: file.path), encoding: .utf8)
            #expect(file.text == text, "\(file.path)")
        }
    }

    @Test("Schema steps are numbered without a hole, in order.")
    func steps() {
        #expect(TraceSchema.steps.map(\.version) == Array(1...TraceSchema.steps.count))
    }

    @Test("The table of names holds the words of the model, and no others.")
    func words() throws {
        func rows<Word: TraceWord>(of type: Word.Type) -> [String] {
            Word.allCases.map { "\(Word.domain)|\($0.rawValue)|\($0.text)" }
        }
        let expected =
            rows(of: TaskKind.self) + rows(of: TaskOutcome.self) + rows(of: TaskState.self)
            + rows(of: WaitReason.self) + rows(of: ObjectKind.self) + rows(of: CallbackKind.self)
            + rows(of: QueueOperation.self) + rows(of: CancelCause.self) + rows(of: MarkKind.self)
            + rows(of: GapReason.self) + rows(of: ModuleSymbols.self)
            + rows(of: Detail.self)
        let trace = try TestTrace()
        let found = try trace.lines("SELECT domain, id, text FROM name").split(separator: "\n").map(
            String.init)
        #expect(Set(found) == Set(expected))
    }

    @Test("Every view has a comment, every column has one, and the columns are as the contract says.")
    func views() throws {
        var found: Set<String> = []
        for text in TraceSchema.views {
            for match in text.matches(of: /\n(--.*\n)?CREATE VIEW (\w+)\(\n((?:.*\n)*?)\) AS/) {
                let view = String(match.2)
                found.insert(view)
                #expect(match.1 != nil, "\(view) has no comment")
                for line in match.3.split(separator: "\n") {
                    #expect(line.contains(/^  \w+,? +-- \S/), "\(view): \(line)")
                }
            }
        }
        let trace = try TestTrace()
        let made = try trace.lines("SELECT name FROM sqlite_schema WHERE type = 'view'")
        #expect(Set(made.split(separator: "\n").map(String.init)) == found)
        for (view, columns) in Self.contract {
            let statement = try trace.database.prepare("SELECT * FROM \(view)")
            #expect(Set(columns.split(separator: " ").map(String.init)).isSubset(of: statement.columnNames))
        }
    }

    /// Views and columns that users rely on. Nothing here may go away.
    static let contract = [
        "events": "at kind task task_name thread object object_name detail",
        "tasks": """
        id name parent kind created ended outcome duration_ns run_ns ready_ns wait_ns steps function file line created_stack
        """,
        "callbacks": "at duration_ns task task_name thread function file line",
        "intended_blocking": "at ended duration_ns reason task task_name thread function file line",
        "slow_callbacks": "at duration_ns task task_name thread function file line threshold_ns message",
        "awaits":
            "at duration_ns task reason object waker_task waker_thread function file line stack waker_name",
        "stacks": "stack depth function file line module is_inlined is_cut",
        "modules": "id process path build_id symbols sites",
        "cancellations": "at task by_task by_thread cause delivered_at ended_at outcome by_name",
        "cancellation_ledger":
            "at task label by_task by_name cause function file line reason wait_function wait_file wait_line cut_wait delivered_at delivery_ns ended_at end_ns outcome verdict",
        "object_ledger":
            "id kind name created ended life_ns uses first_use last_use waits wait_ns max_wait_ns waiting state function file line",
        "queue_operations": "at operation queue queue_name depth dwell_ns task",
        "futures":
            "future name created function file line done outcome by_task by_name pending_ns callbacks waiters_woken callback_latency_ns",
        "lock_holdings":
            "lock name kind holding task task_name acquired waited_ns released held_ns released_by released_by_name waiting function file line released_function released_file released_line",
        "locks":
            "id name kind holdings contended wait_ns max_wait_ns held_ns max_held_ns holder holder_name waiting function file line",
        "wake_ups":
            "at object object_name reason task task_name waited_ns waker_task waker_thread waker_name cause function file line by_function by_file by_line",
        "queue_items":
            "queue queue_name item put_at put_by put_by_name blocked_ns got_at got_by got_by_name dwell_ns depth",
        "task_latency": "name count p50_ns p95_ns p99_ns max_ns total_ns failed cancelled",
        "processes": "id pid parent executable started ended tasks events_lost note",
        "losses": "first last thread events reason process",
        "runtimes": "process library layout_version task_size",
        "runtime_checks": "process number name result detail",
        "capture_limits": "process number what why",
        "kept_windows": "first last reason",
        "dropped_details": "what rows",
        "rates":
            "at duration_ns tasks_created tasks_ended tasks_failed tasks_cancelled steps run_ns ready_ns wait_ns callbacks slow_callbacks queue_puts queue_gets events_lost",
        "task_totals": "name ended failed cancelled total_ns max_ns run_ns ready_ns wait_ns steps",
        "queue_totals":
            "queue name puts gets depth max_depth mean_depth mean_dwell_ns max_dwell_ns first last",
        "queue_histograms": "queue bucket count",
        "timeouts":
            "id name created entered ended task task_name delay_ns reschedules expired cancelled_task outcome function file line",
        "spared_cancellations":
            "at future future_name shield shield_name by_task by_name function file line",
        "future_sources": "at object name task task_name source source_name",
        "trace": "details_from is_flight",
    ]
}
