"""The door of provisions: expected credit loss, exposure and collateral."""
