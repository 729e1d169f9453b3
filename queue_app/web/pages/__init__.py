"""The pages: which template, with which data to start from; what they show they ask the API for."""
