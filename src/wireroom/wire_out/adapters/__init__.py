"""One module for each way to an endpoint; what only it needs is loaded when there is such an endpoint."""
