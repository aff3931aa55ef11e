"""The reviewer's work: `publish` reads and publishes, `hide` hides and shows again, `letters` confirms paper."""
