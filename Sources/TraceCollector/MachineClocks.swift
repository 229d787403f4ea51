internal import CTaskProbe

/// The clocks of the machine at one moment: what they do apart is a clock that was set, or a machine that slept.
struct MachineClocks {
    var wall: Int64
    /// CLOCK_BOOTTIME: goes on while the machine sleeps.
    var boot: Int64
    /// CLOCK_MONOTONIC: does not.
    var monotonic: Int64

    static func now() -> MachineClocks {
        var (wall, boot, monotonic): (UInt64, UInt64, UInt64) = (0, 0, 0)
        unsafe tt_machine_clocks(&wall, &boot, &monotonic)
        return MachineClocks(
            wall: Int64(bitPattern: wall), boot: Int64(bitPattern: boot),
            monotonic: Int64(bitPattern: monotonic))
    }

    struct Change: Equatable {
        /// How long the machine slept.
        var suspended: Int64
        /// How far the wall clock was set; negative: back.
        var step: Int64
    }

    /// The readings lie apart by less.
    private static let least: Int64 = 5_000_000

    /// Nil if there is none to speak of.
    func change(since start: MachineClocks) -> Change? {
        let suspended = (boot - start.boot) - (monotonic - start.monotonic)
        let step = (wall - start.wall) - (boot - start.boot)
        let change = Change(
            suspended: abs(suspended) < Self.least ? 0 : suspended, step: abs(step) < Self.least ? 0 : step)
        return change == Change(suspended: 0, step: 0) ? nil : change
    }
}
