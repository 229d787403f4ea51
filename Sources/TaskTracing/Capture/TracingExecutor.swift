internal import CTaskProbe
internal import Dispatch

/// Runs tasks on threads of its own and records what it runs, through public interfaces alone.
///
/// It sees the tasks that prefer it (`Task(executorPreference:)`, or everything below
/// ``TaskTracing/withTaskTracing(to:configuration:isolation:function:file:line:_:)`` where the runtime probe cannot be
/// used), not those that are made with plain `Task { }`, and not where a task ends. It changes scheduling: calls
/// between actors lose their shortcut (about 700 ns a call).
public final class TracingExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "task-tracing.executor", attributes: .concurrent)

    init() {}

    /// Takes a job and runs it on one of its threads.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let task = unsafe tt_runtime_task_of_job(unsafeBitCast(job, to: UnsafeRawPointer.self))
        tt_executor_enqueued(task)
        queue.async { [self] in
            // The number is read before: the job is gone when it has run.
            tt_executor_begin(task)
            unsafe job.runSynchronously(on: asUnownedTaskExecutor())
            tt_executor_end(task)
        }
    }
}
