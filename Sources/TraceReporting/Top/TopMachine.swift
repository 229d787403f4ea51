/// What `top` shows and where one is in it: a key in, an action out.
package struct TopMachine: Sendable {
    package enum Page: Sendable, Hashable {
        case names
        /// Of a name, or all.
        case tasks(String?)
        case task(Int64)
    }

    package enum Action: Sendable, Hashable {
        case nothing
        case draw
        /// What is shown is to be read from the trace again.
        case read
        case suspend
        case quit
    }

    /// The pages that one came through; the last is shown.
    package private(set) var pages: [Page]
    package private(set) var order: TopOrder
    package private(set) var isTyping = false
    package private(set) var isPaused = false
    package private(set) var showsHelp = false
    /// The line under the bar. It stays with its row where that moves.
    private var selected: TopRow.Key?
    private var selectedPlace = 0
    private var top = 0
    private var filterBefore = ""

    package init(page: Page = .names, order: TopOrder = TopOrder()) {
        pages = [page]
        self.order = order
    }

    package var page: Page { pages.last ?? .names }

    /// The rows of the page; none of a task.
    package func rows(_ sample: TopSample) -> [TopRow] {
        switch page {
        case .names: order.names(sample)
        case .tasks(let name): order.tasks(sample, of: name)
        case .task: []
        }
    }

    /// The rows that fit, and which of these is under the bar. Of a task: its lines.
    package mutating func visible(_ count: Int, of rows: [TopRow]) -> (first: Int, bar: Int?) {
        guard !rows.isEmpty, count > 0 else {
            top = 0
            return (0, nil)
        }
        if let selected, let place = rows.firstIndex(where: { $0.key == selected }) {
            selectedPlace = place
        } else {
            selectedPlace = min(max(selectedPlace, 0), rows.count - 1)
            // A bar that was never moved stays at the top, whatever comes there.
            if selected != nil { selected = rows[selectedPlace].key }
        }
        top = min(max(top, selectedPlace - count + 1), selectedPlace)
        top = max(min(top, rows.count - count), 0)
        return (top, selectedPlace - top)
    }

    /// The first of the lines of a task that are shown.
    package mutating func firstLine(_ count: Int, of lines: Int) -> Int {
        top = max(min(top, lines - count), 0)
        return top
    }

    // MARK: Keys

    /// What a key does. The height is how many rows there is room for.
    package mutating func press(_ key: TopKey, _ sample: TopSample, height: Int) -> Action {
        if key == .interrupt { return .quit }
        if key == .suspend { return .suspend }
        if showsHelp {
            showsHelp = false
            return .draw
        }
        if isTyping { return type(key) }
        switch key {
        case .up: return move(by: -1, sample)
        case .down: return move(by: 1, sample)
        case .pageUp: return move(by: -max(height - 1, 1), sample)
        case .pageDown: return move(by: max(height - 1, 1), sample)
        case .home: return move(by: .min / 2, sample)
        case .end: return move(by: .max / 2, sample)
        case .enter: return open(sample)
        case .escape, .backspace: return back()
        case .tab: return turn()
        case .character(let character): return press(character, sample)
        case .interrupt, .suspend: return .nothing
        }
    }

    private mutating func press(_ character: Character, _ sample: TopSample) -> Action {
        switch character {
        case "q": return .quit
        case "j": return move(by: 1, sample)
        case "k": return move(by: -1, sample)
        case "r": return sort(by: .run)
        case "e": return sort(by: .ready)
        case "w": return sort(by: .wait)
        case "s": return sort(by: .steps)
        case "t": return sort(by: .tasks)
        case "n": return sort(by: .name)
        case "R":
            order.isReversed.toggle()
            return .draw
        case "/":
            guard !isTask else { return .nothing }
            (isTyping, filterBefore) = (true, order.filter)
            return .draw
        case " ":
            isPaused.toggle()
            return isPaused ? .draw : .read
        case "h", "?":
            showsHelp = true
            return .draw
        default: return .nothing
        }
    }

    private var isTask: Bool { if case .task = page { true } else { false } }

    private mutating func sort(by column: TopOrder.Column) -> Action {
        guard !isTask else { return .nothing }
        // The same key again turns the order round.
        order.isReversed = order.column == column ? !order.isReversed : false
        order.column = column
        return .draw
    }

    private mutating func type(_ key: TopKey) -> Action {
        switch key {
        case .character(let character) where character != "\0": order.filter.append(character)
        case .backspace: _ = order.filter.popLast()
        case .escape: (isTyping, order.filter) = (false, filterBefore)
        case .enter: isTyping = false
        default: break
        }
        return .draw
    }

    private mutating func move(by count: Int, _ sample: TopSample) -> Action {
        if isTask {
            top = max(0, min(top + min(max(count, -1 << 20), 1 << 20), 1 << 20))
            return .draw
        }
        let rows = rows(sample)
        guard !rows.isEmpty else { return .nothing }
        let place = selected.flatMap { key in rows.firstIndex { $0.key == key } } ?? selectedPlace
        selectedPlace = min(max(place + min(max(count, -rows.count), rows.count), 0), rows.count - 1)
        selected = rows[selectedPlace].key
        return .draw
    }

    // MARK: From page to page

    private mutating func open(_ sample: TopSample) -> Action {
        let rows = rows(sample)
        guard !rows.isEmpty else { return .nothing }
        let place = selected.flatMap { key in rows.firstIndex { $0.key == key } } ?? selectedPlace
        switch rows[min(max(place, 0), rows.count - 1)].key {
        case .name(let name): return go(to: .tasks(name))
        case .task(let id): return go(to: .task(id))
        }
    }

    private mutating func go(to page: Page) -> Action {
        pages.append(page)
        (selected, selectedPlace, top) = (nil, 0, 0)
        return .read
    }

    /// To the page before, with the bar on what was opened there; a filter goes first.
    private mutating func back() -> Action {
        guard pages.count > 1 else {
            guard !order.filter.isEmpty else { return .nothing }
            order.filter = ""
            return .draw
        }
        switch pages.removeLast() {
        case .tasks(let name): selected = name.map { .name($0) }
        case .task(let id): selected = .task(id)
        case .names: selected = nil
        }
        (selectedPlace, top) = (0, 0)
        return .draw
    }

    /// Between names and all tasks.
    private mutating func turn() -> Action {
        switch page {
        case .names: pages = [.tasks(nil)]
        case .tasks, .task: pages = [.names]
        }
        (selected, selectedPlace, top) = (nil, 0, 0)
        return .draw
    }
}
