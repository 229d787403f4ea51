internal import TraceCollector
internal import TraceStore

extension Collector.Options {
    /// How much is kept, as the collector counts it.
    mutating func setBounds(_ configuration: TaskTracingConfiguration) {
        let keep = configuration.keep
        retention = RetentionLimits(
            bytes: keep.maximumSize.map { Int64(max($0, 16_000_000)) },
            nanoseconds: keep.maximumAge.map { max($0.wholeNanoseconds, 1_000_000) })
        guard let recorder = configuration.flightRecorder else { return }
        let room = configuration.maximumBufferSize / 4 * 3
        var limits = FlightRecorder.Limits(
            nanoseconds: recorder.length.map { max($0.wholeNanoseconds, 0) },
            segments: max(1, min(recorder.size ?? room, room) >> 20))
        limits.before = recorder.before.map { max($0.wholeNanoseconds, 0) }
        limits.after = max(recorder.after.wholeNanoseconds, 0)
        flight = limits
    }
}
