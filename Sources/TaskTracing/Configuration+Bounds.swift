/// How much of the details a trace keeps. Totals (histograms, rates, queue depths) always cover the whole run.
extension TaskTracingConfiguration {
    /// The most that is kept; what is older is dropped while recording goes on.
    public struct Retention: Sendable, Hashable {
        /// How large the file may become, in bytes. No bound by default; 16 MB at least.
        public var maximumSize: Int?

        /// How old details may become. No bound by default.
        public var maximumAge: Duration?

        /// With neither, everything is kept.
        public init(maximumSize: Int? = nil, maximumAge: Duration? = nil) {
            self.maximumSize = maximumSize
            self.maximumAge = maximumAge
        }
    }

    /// Keeps the details of moments that matter, and only those.
    ///
    /// What is recorded waits in memory; when there is a slow callback, a finding or a loss, when
    /// ``TaskTracer/persist(reason:)`` is called or the signal comes, and when the recording or the process ends, the
    /// details of what was just before and of what follows go into the trace. Of everything else it has the totals.
    ///
    /// Findings are those that can be known while the program runs: a task that is ready for 50 ms and gets no thread,
    /// or goes on for 500 ms after its cancellation (neither below ``slowCallbackThreshold``); a queue that reaches 100
    /// items, and whenever it has doubled since; an error that nobody looked at, a resource that was not closed, a task
    /// that was thrown away.
    public struct FlightRecorder: Sendable, Hashable {
        /// How far back details can be had. 30 s by default; nil for as far as ``size`` goes.
        public var length: Duration? = .seconds(30)

        /// How much memory may be filled with them, in bytes: three quarters of ``maximumBufferSize`` by default, and
        /// never more.
        public var size: Int?

        /// How much of what was before is kept; by default all that there is.
        public var before: Duration?

        /// How much of what follows is kept. 5 s by default.
        public var after: Duration = .seconds(5)

        /// A signal at which details are kept, such as `SIGUSR2`. None by default; while recording it does nothing else.
        public var signal: Int32?

        /// The defaults.
        public init() {}
    }
}
