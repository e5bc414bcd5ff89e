/** A symmetric or lower triangular matrix, row by row. */
export interface Matrix {
  readonly size: number;
  readonly values: Float64Array;
}

/** Multiplies a symmetric matrix with a vector. It is quick for a vector with many zeros. */
export function multiply({ size, values }: Matrix, vector: Float64Array): Float64Array {
  const product = new Float64Array(size);
  for (const [row, factor] of vector.entries()) {
    if (factor === 0) continue;
    const offset = row * size;
    for (let column = 0; column < size; column += 1) {
      product[column] = (product[column] ?? 0) + factor * (values[offset + column] ?? 0);
    }
  }
  return product;
}

/** Decomposes a positive definite matrix into a lower triangular one times its transpose (Cholesky). */
export function decompose({ size, values }: Matrix): Matrix {
  const lower = Float64Array.from(values);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = lower[row * size + column] ?? 0;
      for (let inner = 0; inner < column; inner += 1) {
        sum -= (lower[row * size + inner] ?? 0) * (lower[column * size + inner] ?? 0);
      }
      lower[row * size + column] = row === column ? Math.sqrt(sum) : sum / (lower[column * size + column] ?? 1);
    }
  }
  return { size, values: lower };
}

/** Solves `lower · transpose(lower) · solution = right` for a lower triangular matrix. */
export function solveLower(lower: Matrix, right: Float64Array): Float64Array {
  const { size, values } = lower;
  const solution = forward(lower, right);
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = solution[row] ?? 0;
    for (let inner = row + 1; inner < size; inner += 1)
      sum -= (values[inner * size + row] ?? 0) * (solution[inner] ?? 0);
    solution[row] = sum / (values[row * size + row] ?? 1);
  }
  return solution;
}

/** Solves `lower · solution = right` for a lower triangular matrix. */
export function forward({ size, values }: Matrix, right: Float64Array): Float64Array {
  const solution = Float64Array.from(right);
  for (let row = 0; row < size; row += 1) {
    let sum = solution[row] ?? 0;
    for (let inner = 0; inner < row; inner += 1) sum -= (values[row * size + inner] ?? 0) * (solution[inner] ?? 0);
    solution[row] = sum / (values[row * size + row] ?? 1);
  }
  return solution;
}
