import Hummingbird

/// Answers each request in a task of its own, named by what is asked for.
///
/// A connection is one task that answers request after request. Named tasks turn that into one row of the
/// trace a request, and into one line of its report a route.
struct TaskPerRequest<Responder: HTTPResponder>: HTTPResponder where Responder.Context: Sendable {
    let responder: Responder

    func respond(to request: Request, context: Responder.Context) async throws -> Response {
        try await withThrowingTaskGroup(of: Response.self) { group in
            // Without the article's number, so that there are as many names as routes.
            let route = request.uri.path.split(separator: "/").first ?? ""
            group.addTask(name: "\(request.method) /\(route)") {
                try await responder.respond(to: request, context: context)
            }
            guard let response = try await group.next() else { throw HTTPError(.internalServerError) }
            return response
        }
    }
}
