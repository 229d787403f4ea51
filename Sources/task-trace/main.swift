print("task-trace")
