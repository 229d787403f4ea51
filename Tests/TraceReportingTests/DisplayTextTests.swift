import Testing
import TraceReporting

@Suite struct DisplayTextTests {
    @Test("A long text keeps its beginning and its end.")
    func shorten() {
        #expect(DisplayText.shorten("abcdefghij", to: 10) == "abcdefghij")
        #expect(DisplayText.shorten("abcdefghij", to: 7) == "abc…hij")
        #expect(DisplayText.shorten("abcdefghij", to: 1) == "…")
        #expect(DisplayText.shorten("abcdefghij", to: 0) == "")
    }

    @Test("A place that must be shorter keeps the end of its file's name, and the line.")
    func end() {
        #expect(DisplayText.end(of: "RequestContext.swift:19", to: 17) == "…Context.swift:19")
        #expect(DisplayText.end(of: "Context.swift:19", to: 16) == "Context.swift:19")
        #expect([1, 0].map { DisplayText.end(of: "abc", to: $0) } == ["…", ""])
        #expect(DisplayText.end(of: "漢字かな", to: 6) == "…かな")
    }

    @Test("A shortened text is never wider than it may be, with wide characters too.", arguments: 0...24)
    func wide(_ columns: Int) {
        for text in ["漢字かな混じり文の名前", "e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}", "👩‍👩‍👧‍👦👍🏽🇨🇭 name of it"] {
            #expect(DisplayText.width(DisplayText.shorten(text, to: columns)) <= columns)
        }
    }

    @Test("Width counts columns.")
    func width() {
        #expect(["abc", "漢字", "e\u{301}", "👍🏽", "─█"].map(DisplayText.width) == [3, 4, 1, 2, 2])
    }

    @Test("Lines break between words, and a word that is too long is shortened.")
    func wrap() {
        #expect(DisplayText.wrap("one two three", to: 7) == ["one two", "three"])
        #expect(DisplayText.wrap("incomprehensible", to: 7) == ["inc…ble"])
        #expect(DisplayText.wrap("", to: 7) == [])
    }

    @Test(
        "A function is named without types, effects and result.",
        arguments: [
            ("main()", "main()"),
            ("static Shop.App.main() async throws -> ()", "Shop.App.main()"),
            (
                "Shop.verify(of: Shop.Order, against: [Swift.String: Swift.Int]) throws -> Swift.Bool",
                "Shop.verify(of:against:)"
            ),
            (
                "A.run(_: Swift.Int, then: (Swift.Int, Swift.Int) -> ()) -> (Swift.Int) -> ()",
                "A.run(_:then:)"
            ),
            ("A.add(Swift.Int, Swift.Int) -> Swift.Int", "A.add(_:_:)"),
            (
                "closure #1 @Sendable () async -> () in static App.run(x: Swift.Int) async -> ()",
                "closure #1 in App.run(x:)"
            ),
            (
                "closure #2 in variable initialization expression of static A.list : [Swift.Int]",
                "closure #2 in A.list"
            ),
            ("A.map<A, B>(_: (A) -> B) -> [B]", "A.map(_:)"),
            ("static Task<>.sleep<A>(for:tolerance:clock:)", "Task<>.sleep(for:tolerance:clock:)"),
            ("consume(from:)", "consume(from:)"), ("worker-1", "worker-1"), ("(unknown)", "(unknown)"),
            ("", ""), ("a name in words", "a name in words"),
            ("static A.== infix(A, A) -> Swift.Bool", "A.== infix(_:_:)"),
        ])
    func function(_ name: String, _ short: String) {
        #expect(CodeName.function(name) == short)
    }

    @Test(
        "A function that must be shorter keeps its last name longest.",
        arguments: [
            ("Shop.Worker.run(_:)", 19, "Shop.Worker.run(_:)"), ("Shop.Worker.run(_:)", 18, "Worker.run(_:)"),
            ("Shop.Worker.run(_:)", 8, "run(_:)"), ("Shop.Worker.run(_:)", 5, "run"),
            ("closure #1 in Shop.App.run()", 20, "closure #1 in run()"), ("a.b", 2, "a…"),
            ("Shop.run(input:_:)", 10, "run(…)"),
            ("closure #2 in closure #1 in App.run()", 20, "closure #2 in run()"),
            ("implicit closure #2 in Shop.dashboard(request:context:)", 20, "#2 in dashboard(…)"),
        ])
    func shortFunction(_ name: String, _ columns: Int, _ short: String) {
        #expect(CodeName.shorten(name, to: columns) == short)
    }
}
