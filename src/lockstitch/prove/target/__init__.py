"""What is laid beside the project under test and runs in its interpreter: it imports nothing of lockstitch."""
