/// Names of the code, as short as they stay clear.
package enum CodeName {
    /// A function without what says little: effects, result, types of parameters, types of closures.
    ///
    /// `closure #1 () async -> () in static App.run(x: Swift.Int) async -> ()` is `closure #1 in App.run(x:)`.
    package static func function(_ name: String) -> String {
        name.split(separator: " in ").map { part(String($0)) }.joined(separator: " in ")
    }

    /// Shortened to fit: what stands before its last name goes first, `Shop.Worker.run(_:)` to `run(_:)`; then the
    /// labels, `run(…)`; then closures in closures, `closure #1 in run(…)`; then `#1 in run(…)`.
    package static func shorten(_ function: String, to columns: Int) -> String {
        var context = ""
        var name = function[...]
        if let place = function.ranges(of: " in ").last {
            context = String(function[..<place.upperBound])
            name = function[place.upperBound...]
        }
        while DisplayText.width(context + name) > columns, let dot = name.firstIndex(of: "."),
            dot < (name.firstIndex(of: "(") ?? name.startIndex)
        {
            name = name[name.index(after: dot)...]
        }
        var short = String(name)
        if DisplayText.width(context) + DisplayText.width(short) > columns, short.hasSuffix(":)"),
            let open = short.firstIndex(of: "(")
        {
            short = short[..<open] + "(…)"
        }
        // The innermost closure is the one that ran.
        if let number = context.firstRange(of: "closure #") {
            let innermost = context[number.upperBound...].prefix(while: \.isNumber)
            for briefer in ["closure #\(innermost) in ", "#\(innermost) in "]
            where DisplayText.width(context) + DisplayText.width(short) > columns {
                context = briefer
            }
        }
        if DisplayText.width(context) + DisplayText.width(short) > columns, short.hasSuffix("(…)") {
            short.removeLast("(…)".count)
        }
        return DisplayText.shorten(context + short, to: columns)
    }

    /// `Work.swift:10`: the file's last component and the line.
    package static func place(file: String?, line: Int64?) -> String? {
        guard let file else { return nil }
        let name = file.split(separator: "/").last.map(String.init) ?? file
        return line.map { "\(name):\($0)" } ?? name
    }

    private static func part(_ name: String) -> String {
        if name.hasPrefix("closure #") { return name.split(separator: " ").prefix(2).joined(separator: " ") }
        if name.hasPrefix(initializer) { return variable(name.dropFirst(initializer.count)) }
        var result = withoutResult(name)
        for effect in [" throws", " async"] where result.hasSuffix(effect) { result.removeLast(effect.count) }
        if result.hasPrefix("static ") { result.removeFirst("static ".count) }
        return withLabelsOnly(result)
    }

    private static let initializer = "variable initialization expression of "

    /// `static Shop.orders : [Swift.Int]` is `Shop.orders`.
    private static func variable(_ name: Substring) -> String {
        let name = name.hasPrefix("static ") ? name.dropFirst("static ".count) : name
        return String(name.firstRange(of: " : ").map { name[..<$0.lowerBound] } ?? name)
    }

    /// `run(input: Int, _: [String: Int])` is `run(input:_:)`; a name that is no function stays as it is.
    private static func withLabelsOnly(_ name: String) -> String {
        guard name.last == ")", let open = name.firstIndex(of: "("), open != name.startIndex else {
            return name
        }
        let list = name[name.index(after: open)...].dropLast()
        var depth = 0
        var labels = ""
        for parameter in list.split(whereSeparator: { character in
            depth += "(<[".contains(character) ? 1 : ")]>".contains(character) ? -1 : 0
            return depth <= 0 && character == ","
        }) {
            guard let colon = parameter.firstRange(of: ": ") else {
                // Labels already, `(of:against:)`, or types without labels, `(Int, Int)`.
                labels += parameter.hasSuffix(":") ? parameter : "_:"
                continue
            }
            labels += parameter[..<colon.lowerBound].drop { $0 == " " } + ":"
        }
        return withoutGenerics(name[..<open]) + "(" + labels + ")"
    }

    /// Up to the first arrow that is not inside of brackets.
    private static func withoutResult(_ name: String) -> String {
        var depth = 0
        var result = ""
        for character in name {
            switch character {
            case "(", "<", "[": depth += 1
            case ")", "]": depth -= 1
            case ">" where result.last != "-": depth -= 1
            default: break
            }
            result.append(character)
            if depth == 0, result.hasSuffix(" -> ") { return String(result.dropLast(4)) }
        }
        return result
    }

    /// `map<A, B>` is `map`, `Task<>.sleep<A>` is `Task<>.sleep`.
    private static func withoutGenerics(_ name: Substring) -> String {
        guard name.last == ">" else { return String(name) }
        var depth = 0
        for index in name.indices.reversed() {
            depth += name[index] == ">" ? 1 : name[index] == "<" ? -1 : 0
            if depth == 0 { return String(index == name.startIndex ? name : name[..<index]) }
        }
        return String(name)
    }
}
