"""What tests share: servers, browsers, readers; people and places to tell the rules with."""
