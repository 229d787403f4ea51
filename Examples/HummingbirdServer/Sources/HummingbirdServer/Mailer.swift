import TaskTracing

struct Mail: Sendable {
    let recipient: String
}

/// Sends mails one after the other, in the background.
struct Mailer: Sendable {
    private let mails = TracedQueue<Mail>(name: "mails", maxSize: 32)

    /// Waits while 32 mails are waiting to be sent.
    func enqueue(_ mail: Mail) async throws {
        try await mails.put(mail)
    }

    /// Returns after ``finish()``, once all mails are sent.
    func sendMails() async throws {
        do {
            while true {
                let mail = try await mails.get()
                try await send(mail)
            }
        } catch is QueueShutDown {}
    }

    /// Takes no further mail.
    func finish() {
        mails.shutDown()
    }

    /// Stands for a mail server.
    private func send(_ mail: Mail) async throws {
        try await Task.sleep(for: .milliseconds(1))
    }
}
