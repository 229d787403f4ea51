// Who tests with the kit needs not import the library by itself.
@_exported public import TaskTracing
