internal import TraceModel
internal import TraceStore

// What a collector that goes on from here has to know beside the rows: see `Collector+Restoring`.
extension Collector {
    /// Helpers that are told to the next collector: a waker is recorded right around its end.
    static var rememberedHelpers: Int { 512 }

    mutating func noteWhereItStands() {
        let helpers =
            endedHelpersText
            ?? endedHelpers.latest(Self.rememberedHelpers).map(String.init).joined(separator: " ")
        endedHelpersText = helpers
        writer.after(
            """
            INSERT OR REPLACE INTO collector(
              process, anchor_ticks, anchor_ns, ns_per_tick, earlier_ns_per_tick, records, anomalies, flags,
              first_task, adopted_task, ignored_tasks, ended_helpers)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
            """, .integer(writer.process), .integer(Int64(bitPattern: clock.anchorTicks)),
            .integer(clock.anchorNanoseconds), .real(clock.nanosecondsPerTick),
            .real(clock.earlierNanosecondsPerTick), .integer(Int64(recordsRead)), .integer(anomalies),
            .integer(options.flags), .integer(Int64(options.firstTask)),
            .integer(Int64(options.adoptedTask)),
            .text(options.ignoredTasks.sorted().map(String.init).joined(separator: " ")), .text(helpers))
    }
}

extension Collector.Options {
    var flags: Int64 { (seesCreation ? 1 : 0) | (recordsBacktraces ? 2 : 0) | (seesWholeProgram ? 4 : 0) }
}

/// What `open_task.memory` holds of a task.
struct TaskMemory {
    let bits: Int64

    init(bits: Int64) { self.bits = bits }

    init(_ entry: TaskEntry) {
        let machine = entry.machine
        var bits = machine.anomalies << 8
        if machine.wait?.site == nil { bits |= 1 }
        if machine.state == nil { bits |= 2 }
        if entry.cancelDelivered { bits |= 4 }
        self.bits = bits
    }

    var hasNoWaitSite: Bool { bits & 1 != 0 }
    var hasNoState: Bool { bits & 2 != 0 }
    var cancelDelivered: Bool { bits & 4 != 0 }
    var anomalies: Int64 { bits >> 8 }
}

extension SiteTable.Place {
    /// What `code_site.traits` holds: all but the site and the function.
    var traits: Int64 {
        var bits = Int64(waitReason.rawValue) << 8
        let flags = [
            isThunk, isFunctionStart, isResumePoint, isLibrary, isProgramEntry, isRuntime, isSwift,
            isForwarder,
        ]
        for (bit, isSet) in flags.enumerated() where isSet { bits |= 1 << Int64(bit) }
        return bits
    }

    init(site: Int64, function: Int64?, traits: Int64) {
        self.init(site: site, function: function)
        isThunk = traits & 1 != 0
        isFunctionStart = traits & 2 != 0
        isResumePoint = traits & 4 != 0
        isLibrary = traits & 8 != 0
        isProgramEntry = traits & 16 != 0
        isRuntime = traits & 32 != 0
        isSwift = traits & 64 != 0
        isForwarder = traits & 128 != 0
        waitReason = WaitReason(rawValue: Int(truncatingIfNeeded: traits >> 8)) ?? .continuation
    }
}
