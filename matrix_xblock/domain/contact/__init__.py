"""What people are told outside the page: notifications, reminders, and the team's daily summary."""
