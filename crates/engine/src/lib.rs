//! Both template dialects and the render context.
