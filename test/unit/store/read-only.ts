/** A type with nothing left of how it was written: all of it read-only, intersections as one object. */
export type ReadOnly<Value> = Value extends readonly (infer Item)[]
  ? readonly ReadOnly<Item>[]
  : Value extends object
    ? {readonly [Key in keyof Value]: ReadOnly<Value[Key]>}
    : Value
