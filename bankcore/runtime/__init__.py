"""What runs beneath and around Django on one machine: embedded servers, the process tree."""
