internal import Foundation

/// The terminal as a screen of its own, key by key. What it was before comes back on every way out, also where the
/// process crashes or is ended by a signal.
final class TerminalScreen {
    /// What a signal handler needs, and may use: no lock, no allocation.
    private enum Saved {
        nonisolated(unsafe) static var settings = termios()
        nonisolated(unsafe) static var isChanged = false
        /// The main screen, its cursor, and lines that go on in the next.
        static let leave: [UInt8] = Array("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l".utf8)
    }

    private static let enter = "\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l"
    private static let endings = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
    private static let crashes = [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT]

    /// Whether keys come from a terminal and the screen goes to one.
    static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    init() {
        // Made here, before a handler could be the first to want it.
        _ = Saved.leave.count
        unsafe tcgetattr(STDIN_FILENO, &Saved.settings)
        for number in Self.endings + Self.crashes { Self.handle(number) }
        // Only so that waiting for a key ends.
        _ = signal(SIGWINCH) { _ in }
        take()
    }

    deinit {
        giveBack()
        for number in Self.endings + Self.crashes + [SIGWINCH] { _ = signal(number, SIG_DFL) }
    }

    func take() {
        var raw = unsafe Saved.settings
        unsafe cfmakeraw(&raw)
        unsafe tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        unsafe Saved.isChanged = true
        write(Self.enter)
    }

    /// The terminal as it was.
    func giveBack() { Self.restore() }

    /// Stops as Ctrl-Z does, and takes the terminal again when the shell says so.
    func suspend() {
        giveBack()
        kill(getpid(), SIGTSTP)
        take()
    }

    private static func restore() {
        guard unsafe Saved.isChanged else { return }
        unsafe Saved.isChanged = false
        unsafe tcsetattr(STDIN_FILENO, TCSANOW, &Saved.settings)
        _ = unsafe Saved.leave.withUnsafeBytes { unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }

    /// Restores, and ends as the signal would have.
    private static func handle(_ number: Int32) {
        _ = signal(number) { number in
            TerminalScreen.restore()
            _ = signal(number, SIG_DFL)
            raise(number)
        }
    }

    // MARK: Screen and keys

    var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
        else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// All of it in one piece: nothing flickers.
    func draw(_ lines: [String]) {
        write("\u{1B}[H" + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J")
    }

    /// What was typed, nothing when the time is over or the size has changed; nil when nobody can type any more.
    func keys(within milliseconds: Int) -> [UInt8]? {
        var descriptor = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&descriptor, 1, Int32(clamping: max(milliseconds, 0))) > 0 else { return [] }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = unsafe read(STDIN_FILENO, &bytes, bytes.count)
        if count < 0, errno == EINTR || errno == EAGAIN { return [] }
        return count > 0 ? Array(bytes.prefix(count)) : nil
    }

    private func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
            }
            guard count > 0 || errno == EINTR || errno == EAGAIN else { return }
            rest = rest.dropFirst(max(count, 0))
        }
    }
}
