/// Texts and places of the page's columns: each is kept once, and named by its number.
struct PageTables {
    struct Site: Hashable {
        let function: String?
        let file: String?
        let line: Int64?
    }

    private(set) var words: [String] = []
    private var wordNumbers: [String: Int64] = [:]
    private(set) var sites: [Site] = []
    private var siteNumbers: [Site: Int64] = [:]

    mutating func word(_ text: String?) -> Int64? {
        guard let text else { return nil }
        if let number = wordNumbers[text] { return number }
        let number = Int64(words.count)
        words.append(text)
        wordNumbers[text] = number
        return number
    }

    mutating func site(_ site: Site) -> Int64? {
        guard site.function != nil || site.file != nil else { return nil }
        if let number = siteNumbers[site] { return number }
        let number = Int64(sites.count)
        sites.append(site)
        siteNumbers[site] = number
        return number
    }

    /// The tables as members of the data. To be asked last: making the sites adds words.
    mutating func members() -> [(String, PageValue)] {
        let columns: [(String, PageValue)] = [
            ("function", .column(sites.map { word($0.function) })),
            ("file", .column(sites.map { word($0.file) })),
            ("line", .column(sites.map(\.line))),
        ]
        return [("sites", .object(columns)), ("words", .list(words.map(PageValue.text)))]
    }
}
