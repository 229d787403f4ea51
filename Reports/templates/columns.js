// Reads columns of numbers as `CompactColumn` writes them: base 44, lowest digit first, the last digit below 44.

const digits = new Uint8Array(128);
{
  let digit = 0;
  for (let code = 35; code <= 126; code++) if (code !== 38 && code !== 60 && code !== 62 && code !== 92) digits[code] = digit++;
}

/** Fills an array with the numbers of a text; `nothing` stands where there is none. */
function readNumbers(text, array, nothing) {
  let value = 0;
  let scale = 1;
  let n = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = digits[text.charCodeAt(i)];
    if (digit >= 44) {
      value += (digit - 44) * scale;
      scale *= 44;
      continue;
    }
    value += digit * scale;
    array[n++] = untagged(value, nothing);
    value = 0;
    scale = 1;
  }
  return array;
}

/** 0 is nothing, 2n + 1 is n, 2n is -n. */
function untagged(value, nothing) {
  if (value < 2147483648) {
    const small = value | 0;
    return small === 0 ? nothing : small & 1 ? small >>> 1 : -(small >>> 1);
  }
  const half = Math.floor(value / 2);
  return value - 2 * half === 1 ? half : -half;
}

/** Numbers without a sign, one after the other: calls back for each. */
function eachNumber(text, work) {
  let value = 0;
  let scale = 1;
  for (let i = 0; i < text.length; i++) {
    const digit = digits[text.charCodeAt(i)];
    if (digit >= 44) {
      value += (digit - 44) * scale;
      scale *= 44;
    } else {
      work(value + digit * scale);
      value = 0;
      scale = 1;
    }
  }
}

/** Numbers that come with how often each does. */
function readRuns(text, array, nothing) {
  let n = 0;
  let value = null;
  eachNumber(text, (number) => {
    if (value === null) value = number;
    else {
      array.fill(untagged(value, nothing), n, n + number);
      n += number;
      value = null;
    }
  });
  return array;
}

/** From differences to the numbers themselves. What is not a number is passed over. */
function addUp(array) {
  let last = 0;
  for (let i = 0; i < array.length; i++) {
    if (array[i] !== array[i]) continue;
    last += array[i];
    array[i] = last;
  }
  return array;
}

/** The places of equal numbers: those of `k` are `order[first[k]]` to `order[first[k + 1] - 1]`, in their order. */
function grouped(keys, count) {
  const first = new Int32Array(count + 1);
  let kept = 0;
  for (let i = 0; i < keys.length; i++) {
    if (keys[i] < 0) continue;
    first[keys[i] + 1]++;
    kept++;
  }
  for (let key = 0; key < count; key++) first[key + 1] += first[key];
  const next = first.slice();
  const order = new Int32Array(kept);
  for (let i = 0; i < keys.length; i++) if (keys[i] >= 0) order[next[keys[i]]++] = i;
  return { first, order };
}
