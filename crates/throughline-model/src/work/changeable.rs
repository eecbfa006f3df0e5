//! Which members of an object a merge patch may change.

/// Takes the part of an object that may change out of it, and puts another in.
macro_rules! changeable {
    ($object:ident as $part:ident { $($member:ident),+ $(,)? }) => {
        impl $crate::shape::Changeable for $object {
            type Part = $part;

            fn changeable(&self) -> $part {
                $part { $($member: self.$member.clone()),+ }
            }

            fn changed(self, part: $part) -> Self {
                Self { $($member: part.$member,)+ ..self }
            }
        }
    };
}

pub(super) use changeable;
