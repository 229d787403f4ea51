internal import ReportLibrary

/// The page without its data: one file of HTML with its styles and its script inside.
struct PageTemplate {
    /// Fills the places of `report.html`. Each is filled once: what is put in is never looked at again.
    static func page(title: String, data: String) -> String {
        let style = joined(ReportLibrary.styles)
        let script = "(() => {\n\"use strict\";\n" + joined(ReportLibrary.scripts) + "})();\n"
        var page = ""
        var rest = Substring(ReportLibrary.page)
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}")
        {
            page += rest[..<open.lowerBound]
            switch rest[open.upperBound..<close.lowerBound] {
            case "policy": page += policy(style: style, script: script)
            case "title": page += escaped(title)
            case "style": page += style
            case "data": page += data
            case "script": page += script
            case let place: preconditionFailure("report.html has no place '\(place)'")
            }
            rest = rest[close.upperBound...]
        }
        return page + rest
    }

    /// Nothing may be loaded or sent, and no other script or style than these may run.
    private static func policy(style: String, script: String) -> String {
        [
            "default-src 'none'", "script-src 'sha256-\(SecureHash(of: script).base64)'",
            "style-src 'sha256-\(SecureHash(of: style).base64)'", "base-uri 'none'", "form-action 'none'",
        ].joined(separator: "; ")
    }

    private static func joined(_ texts: [String]) -> String { texts.joined(separator: "\n") }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
