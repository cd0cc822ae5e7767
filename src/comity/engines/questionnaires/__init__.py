"""Versioned questions and the answers given: questionnaires as data, responses, and answers that are never lost."""
