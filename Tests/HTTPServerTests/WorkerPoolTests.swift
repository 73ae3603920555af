import Foundation
import HTTPServer
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
    @Test func `a full queue takes nothing more`() throws {
        let pool = try WorkerPool(threads: 1, queueLimit: 2)
        let started = Gate()
        let release = Gate()
        #expect(
            pool.submit {
                started.open()
                _ = release.pass()
            }
        )
        #expect(started.pass())
        #expect(pool.submit {})
        #expect(pool.submit {})
        #expect(pool.queueDepth == 2)
        #expect(!pool.submit {})
        release.open()
        pool.stop()
        #expect(pool.queueDepth == 0)
    }

    @Test func `what is queued is done before the end`() throws {
        let pool = try WorkerPool(threads: 2, queueLimit: 1000)
        let done = Mutex(0)
        let started = Gate()
        for _ in 0..<500 {
            #expect(
                pool.submit {
                    done.withLock { $0 += 1 }
                    started.open()
                }
            )
        }
        pool.stop()
        #expect(done.withLock { $0 } == 500)
        #expect(!pool.submit {})
    }

    @Test func `its threads let others go first, and those that they start`() throws {
        let usual = WorkerPool.patience
        let pool = try WorkerPool(threads: 2, queueLimit: 10)
        let found = Mutex<[Int]>([])
        let isQueued = pool.submit {
            let own = WorkerPool.patience
            let isDone = Gate()
            Thread.detachNewThread {
                found.withLock { $0 = [own, WorkerPool.patience] }
                isDone.open()
            }
            _ = isDone.pass()
        }
        pool.stop()
        #expect(isQueued)
        let patient = min(19, usual + 10)
        #expect(found.withLock { $0 } == [patient, patient])
        #expect(WorkerPool.patience == usual)
    }

    @Test func `a full pool is answered with 503`() throws {
        let pool = try WorkerPool(threads: 1, queueLimit: 1)
        defer { pool.stop() }
        let release = Gate()
        let started = Gate()
        let server = try TestServer(handle: { exchange, _ in
            _ = exchange.takeBody()
            let isQueued = pool.submit {
                started.open()
                _ = release.pass()
                exchange.respond(.text("done"))
            }
            if isQueued { return .later }
            exchange.respond(.full(status: 503, headers: [("Retry-After", "1")], body: []))
            return .answered
        })
        defer { server.stop() }
        let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
        let first = server.connect()
        first.send(request)
        #expect(started.pass())
        let second = server.connect()
        second.send(request)
        while pool.queueDepth == 0 {}
        #expect(server.connect().get("/")?.status == 503)
        release.open()
        release.open()
        #expect(first.answer()?.text == "done")
        #expect(second.answer()?.text == "done")
    }
}
