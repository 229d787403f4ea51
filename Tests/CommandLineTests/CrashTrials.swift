import Foundation
import Testing
import TraceFixtures
import TraceStore

/// Kills program, recorder and recovery at random moments, and counts what is in the trace then.
///
/// Environment: `CRASH_TRIALS` is how many, `CRASH_SEED` the seed of the first, `CRASH_KEEP` a folder for the traces
/// of trials that failed. See `Scripts/crash-trials`.
@Suite("Crashes", .serialized)
struct CrashTrials {
    static func setting(_ name: String, _ normal: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) } ?? normal
    }

    @Test(
        "Killed as it flies, spills, is begun again or has children: every published record is in the trace once.",
        arguments: CrashTrial.Plan.special)
    func eachKind(_ plan: CrashTrial.Plan) async throws {
        var trial = try CrashTrial(seed: 1, plan: plan, isShort: true)
        try await trial.run()
        #expect(trial.failures == [])
        #expect(trial.counts.tasks > 0)
    }

    @Test("Killed at any moment, with its recovery: every published record is in the trace once.")
    func randomKills() async throws {
        let first = Self.setting("CRASH_SEED", 1)
        let trials = Self.setting("CRASH_TRIALS", 4)
        var counts = CrashTrial.Counts()
        for seed in first..<first + trials {
            var trial = try CrashTrial(seed: UInt64(seed))
            do {
                try await trial.run()
            } catch {
                Issue.record("CRASH_SEED=\(seed): \(error)")
            }
            for failure in trial.failures {
                Issue.record("CRASH_SEED=\(seed) (\(trial.plan)): \(failure)")
            }
            if !trial.failures.isEmpty { trial.keep() }
            counts.add(trial.counts)
            if (seed - first + 1).isMultiple(of: 50) { print("crashes: \(seed - first + 1) trials so far") }
        }
        #expect(trials < 4 || counts.tasks > 0)
        print(
            """
            crashes: \(trials) trials from seed \(first), \(counts.recoveriesKilled) recoveries killed: \
            \(counts.tasks) tasks and \(counts.items) queue operations witnessed, \(counts.lost) lost, \
            \(counts.doubled) doubled; \(counts.recovered) traces recovered
            """)
    }
}

/// One run of the crash program.
struct CrashTrial {
    struct Counts {
        var tasks = 0
        var items = 0
        var lost = 0
        var doubled = 0
        var recovered = 0
        var recoveriesKilled = 0

        mutating func add(_ other: Counts) {
            tasks += other.tasks
            items += other.items
            lost += other.lost
            doubled += other.doubled
            recovered += other.recovered
            recoveriesKilled += other.recoveriesKilled
        }
    }

    enum Plan: CaseIterable {
        case linked, linkedEarly, recordedProgram, recorder, recorderThenProgram, bothAtOnce, recorderEarly
        /// A flight recorder that holds back everything, or only the last moments.
        case linkedFlight, linkedShortFlight, recordedFlight, recorderFlight, recorderShortFlight
        /// The recorder stands still until segments are on disk.
        case spilled
        /// With two children: the recorder is killed, or a child before it.
        case familyRecorder, familyChild
        /// Begun again, which recovers the first trace meanwhile, and killed again.
        case restarted

        static let special: [Plan] = [
            .linkedFlight, .recorderShortFlight, .spilled, .familyRecorder, .familyChild, .restarted,
        ]

        var isLinked: Bool {
            [.linked, .linkedEarly, .linkedFlight, .linkedShortFlight, .restarted].contains(self)
        }
        var isEarly: Bool { self == .linkedEarly || self == .recorderEarly }
        var isFamily: Bool { self == .familyRecorder || self == .familyChild }
        /// How many milliseconds the flight recorder holds back.
        var flight: Int? {
            switch self {
            case .linkedFlight, .recordedFlight, .recorderFlight: 60_000
            case .linkedShortFlight, .recorderShortFlight: 150
            default: nil
            }
        }
        /// Whether details of what was first may be gone.
        var losesDetails: Bool { self == .linkedShortFlight || self == .recorderShortFlight }
    }

    let plan: Plan
    private(set) var failures: [String] = []
    private(set) var counts = Counts()
    private var random: SplitMix
    private let seed: UInt64
    /// One that does not take long, as far as it can.
    private let isShort: Bool
    private let directory: TemporaryDirectory
    private var trace: String { directory.file("trace.sqlite") }
    /// Of the processes whose records are in the trace.
    private var witnesses: [CrashWitness]
    /// The one that was moved aside, and whose it is.
    private var earlier: (trace: String, witness: CrashWitness)?

    private static let program =
        CommandUnderTest.executable.deletingLastPathComponent().appending(path: "crash-program").path

    init(seed: UInt64, plan: Plan? = nil, isShort: Bool = false) throws {
        (self.seed, self.isShort) = (seed, isShort)
        random = SplitMix(state: seed &* 0x9e37_79b9_7f4a_7c15)
        self.plan = plan ?? Plan.allCases[Int(seed) % Plan.allCases.count]
        directory = try TemporaryDirectory()
        let file = directory.file("witness")
        witnesses = try (self.plan.isFamily ? [file, file + ".1", file + ".2"] : [file]).map(
            CrashWitness.init)
    }

    mutating func run() async throws {
        try await crash()
        if let earlier {
            try await recover(earlier.trace, [earlier.witness])
            if failures.isEmpty { try await check(earlier.trace, [earlier.witness]) }
        }
        try await recover(trace, witnesses)
        if failures.isEmpty { try await check(trace, witnesses) }
    }

    func keep() {
        guard let kept = ProcessInfo.processInfo.environment["CRASH_KEEP"] else { return }
        try? FileManager.default.copyItem(atPath: trace, toPath: "\(kept)/seed-\(seed).sqlite")
    }

    // MARK: The crash

    private func start() throws -> KillableProcess {
        let flight = plan.flight.map { ["\($0)"] } ?? []
        let calm = isShort && plan != .spilled ? ["/usr/bin/env", "CRASH_CALM=1"] : []
        guard !plan.isLinked else {
            return try KillableProcess(calm + [Self.program, "linked", witnesses[0].file, trace] + flight)
        }
        let options =
            plan.isFamily ? ["--follow"] : plan == .spilled ? ["--buffer", "8"] : []
        return try KillableProcess(
            calm + [CommandUnderTest.executable.path, "record", "--output", trace]
                + flight.flatMap { ["--flight", $0 + "ms"] } + options
                + ["--", Self.program, plan.isFamily ? "family" : "plain", witnesses[0].file])
    }

    private mutating func crash() async throws {
        let process = try start()
        if plan.isEarly {
            await rest(0...80)
        } else {
            await wait { self.witnesses.allSatisfy(\.hasBegun) || !process.isRunning }
            await rest(0...(isShort ? 50 : 500))
        }
        let first = process.pid
        switch plan {
        case .linked, .linkedEarly, .linkedFlight, .recorder, .recorderEarly, .recorderFlight,
            .familyRecorder:
            kill(first, SIGKILL)
        case .linkedShortFlight, .recorderShortFlight:
            await rest(300...600)
            kill(first, SIGKILL)
        case .recordedProgram, .recordedFlight:
            killProgram()
        case .recorderThenProgram:
            kill(first, SIGKILL)
            await rest(0...300)
        case .bothAtOnce:
            if random.below(2) == 0 { killProgram() }
            kill(first, SIGKILL)
        case .spilled:
            kill(first, SIGSTOP)
            await wait { self.hasSpilled }
            if !hasSpilled { failures.append("nothing is spilled") }
            if random.below(2) == 0 {
                // Some of it is taken in.
                kill(first, SIGCONT)
                await rest(0...300)
            }
            kill(first, SIGKILL)
        case .familyChild:
            witnesses[1 + random.below(2)].kill()
            await rest(0...300)
            kill(first, SIGKILL)
        case .restarted:
            kill(first, SIGKILL)
            await wait { !process.isRunning }
            try await restart()
        }
        await wait { !process.isRunning }
        // A recovery that comes while the program lives refuses, and changes nothing.
        if (plan == .recorder || plan.isFamily) && isProgramAlive {
            let early = try await CommandUnderTest.run("recover", trace)
            if isProgramAlive && early.status != 2 {
                failures.append("recovered while the program ran: \(early)")
            }
        }
        if plan == .recorderEarly { await rest(100...200) }
        killProgram()
        await wait { !self.isProgramAlive }
    }

    private mutating func restart() async throws {
        let first = witnesses[0]
        witnesses = [try CrashWitness(directory.file("witness.again"))]
        let process = try start()
        await rest(0...400)
        kill(process.pid, SIGKILL)
        await wait { !process.isRunning }
        let moved = directory.file("trace.1.sqlite")
        if FileManager.default.fileExists(atPath: moved) {
            earlier = (moved, first)
        } else {
            witnesses = [first]
        }
    }

    private var hasSpilled: Bool {
        let names = (try? directory.names) ?? []
        return names.filter { $0.hasSuffix(".spill.segments") }.contains {
            (try? FileManager.default.contentsOfDirectory(atPath: directory.file($0)))?.isEmpty == false
        }
    }

    private func killProgram() { for witness in witnesses { witness.kill() } }

    private var isProgramAlive: Bool { witnesses.contains(where: \.isAlive) }

    // MARK: The recovery

    private mutating func recover(_ trace: String, _ witnesses: [CrashWitness]) async throws {
        for _ in 0..<random.below(4) {
            let process = try KillableProcess([CommandUnderTest.executable.path, "recover", trace])
            await rest(0...150)
            if process.isRunning { counts.recoveriesKilled += 1 }
            kill(process.pid, SIGKILL)
            await wait { !process.isRunning }
        }
        // One that is begun as its program starts may find it alive for a moment.
        var result = try await CommandUnderTest.run("recover", trace)
        for _ in 0..<100 {
            guard result.status == 2 && result.error.contains("still runs") else { break }
            killProgram()
            await rest(50...100)
            result = try await CommandUnderTest.run("recover", trace)
        }
        if result.status != 0 && witnesses.contains(where: \.hasBegun) {
            failures.append("recover: \(result)")
        }
        if result.output.contains("is recovered") { counts.recovered += 1 }
    }

    // MARK: What is there

    private mutating func check(_ trace: String, _ witnesses: [CrashWitness]) async throws {
        guard witnesses.contains(where: \.hasBegun) else { return }
        let reader = try TraceFile.openForReading(trace)
        let integrity = try reader.prepare("PRAGMA integrity_check")
        if try !integrity.step() || integrity.text(at: 0) != "ok" { failures.append("integrity_check") }
        if try reader.integer("SELECT coalesce(sum(lost), 0) FROM gap") != 0 {
            failures.append("it says that it lost")
        }
        for witness in witnesses where witness.hasBegun { try check(witness, in: reader) }
        try await checkEnd(trace, reader)
    }

    private mutating func check(_ witness: CrashWitness, in reader: Database) throws {
        func number(_ sql: String) throws -> Int { Int(try reader.integer(sql)) }
        let own = "(id >> 32) + 1 = (SELECT id FROM process WHERE pid = \(witness.pid))"
        for worker in 0..<3 {
            let tasks = "FROM tasks WHERE name GLOB 'w\(worker)-*' AND \(own)"
            let (made, ended) = (witness.created[worker], witness.ended[worker])
            counts.tasks += made
            let last = try number("SELECT max(CAST(substr(name, 4) AS INTEGER)) \(tasks)")
            let (all, different) = try (
                number("SELECT count(*) \(tasks)"), number("SELECT count(DISTINCT name) \(tasks)")
            )
            counts.doubled += all - different
            if all != different { failures.append("worker \(worker): \(all) rows, \(different) names") }
            compare("the last task of worker \(worker)", last, made)
            guard !plan.losesDetails else {
                // Where details are gone, they are counted.
                compare(
                    "ends of worker \(worker)",
                    try number("SELECT sum(ended) FROM task_totals WHERE name GLOB 'w\(worker)-*'"), ended)
                continue
            }
            compare("tasks of worker \(worker)", different, made)
            compare(
                "ended tasks of worker \(worker)", try number("SELECT count(*) \(tasks) AND outcome = 'ok'"),
                ended)
        }
        let (puts, gets) =
            plan.losesDetails
            ? ("SELECT total(puts) FROM queue_totals", "SELECT total(gets) FROM queue_totals")
            : (
                "SELECT count(*) FROM queue_op WHERE op = 1", "SELECT count(*) FROM queue_op WHERE op = 2"
            )
        if plan.isLinked {
            compare("puts", try number(puts), witness.puts)
            compare("gets", try number(gets), witness.gets)
            counts.items += witness.puts + witness.gets
        }
        let holders = """
            SELECT count(*) FROM tasks JOIN open_task ON task = id
            WHERE name GLOB 'holder-*' AND outcome = 'alive' AND state IN (1, 2, 3, 4) AND \(own)
            """
        if try number(holders) != witness.holders && witness.holders != 0 {
            failures.append("tasks open at the crash are not")
        }
    }

    /// What was published may be one ahead of its witness, and never behind it.
    private mutating func compare(_ what: String, _ found: Int, _ witnessed: Int) {
        if found < witnessed { counts.lost += witnessed - found }
        if found > witnessed + 1 { counts.doubled += found - witnessed - 1 }
        if found < witnessed || found > witnessed + 1 {
            failures.append("\(what): \(found) in the trace, \(witnessed) witnessed")
        }
    }

    private mutating func checkEnd(_ trace: String, _ reader: Database) async throws {
        let facts = try reader.prepare(
            "SELECT (SELECT value FROM meta WHERE key = 'state'), (SELECT value FROM meta WHERE key = 'segments_folder')"
        )
        _ = try facts.step()
        if facts.text(at: 0) != "closed" && facts.text(at: 0) != "recovered" {
            failures.append("its state is \(facts.text(at: 0) ?? "none")")
        }
        // A recorder that was killed before the program began to record has not told of its flight recorder yet: then
        // recovery keeps everything.
        let isTold = """
            SELECT EXISTS (SELECT 1 FROM kept_window WHERE reason = 'the recording was cut off')
              OR NOT EXISTS (SELECT 1 FROM meta WHERE key = 'flight_recorder')
            """
        if try plan.flight != nil && facts.text(at: 0) == "recovered" && reader.integer(isTold) == 0 {
            failures.append("nothing says why the last moments are kept")
        }
        if let folder = facts.text(at: 1), FileManager.default.fileExists(atPath: folder) {
            failures.append("the folder of segments is left")
        }
        let verified = try await CommandUnderTest.run("verify", trace)
        if verified.status != 0 { failures.append(verified.output) }
        let again = try await CommandUnderTest.run("recover", trace)
        if again.status != 0 || !again.output.contains("nothing to recover") {
            failures.append("again: \(again)")
        }
        if try plan == .spilled && directory.names.contains(where: { $0.hasSuffix(".segments") }) {
            failures.append("the folder on disk is left")
        }
    }

    // MARK: Helpers

    private mutating func rest(_ milliseconds: ClosedRange<Int>) async {
        let length = milliseconds.lowerBound + random.below(milliseconds.count)
        try? await Task.sleep(for: .milliseconds(length))
    }

    private func wait(_ condition: () -> Bool) async {
        for _ in 0..<6000 {
            if condition() { return }
            try? await Task.sleep(for: .milliseconds(5))
        }
    }
}
