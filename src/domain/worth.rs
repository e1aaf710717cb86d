//! Worth 价值: expected money saved by acting on an item now instead of one slot later, per officer-minute.
