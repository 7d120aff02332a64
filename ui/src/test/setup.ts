import '@testing-library/jest-dom/vitest'

// happy-dom loads no fonts; Mantine's growing text fields want to know when they are there.
if (typeof document !== 'undefined' && !('fonts' in document))
  Object.defineProperty(document, 'fonts', { value: new EventTarget() })
