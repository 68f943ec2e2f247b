// Where the footprints of a piece go: near where they are on the ground, those that share people side
// by side, no two over each other.

const GOLDEN = Math.PI * (3 - Math.sqrt(5));
const MOST = 90; // footprints that are arranged by their lines; more stay where they are on the ground
const ROUNDS = 120;

// The places of footprints for discs of these radii, from where they are on the ground; lines as two
// of their numbers and the way from rim to rim; on a narrow sheet it stands rather than lies. Stress majorization (Gansner, Koren & North 2004).
export function arranged(ground, lines, radii, narrow) {
  const spots = ground.map(([x, y], at) => [x + Math.cos(at * GOLDEN), y + Math.sin(at * GOLDEN)]);
  if (spots.length <= MOST) turnTo(narrow ? 0 : 1, settle(spots, distancesOf(spots.length, lines, radii)));
  else widen(spots, radii);
  pushApart(spots, radii);
  return spots;
}

// The length of the shortest way between any two, along lines as long as they should be.
function distancesOf(size, lines, radii) {
  const far = Array.from({ length: size }, (_, one) => Array.from({ length: size }, (__, other) => (one === other ? 0 : Infinity)));
  for (const [one, other, apart] of lines) far[one][other] = far[other][one] = radii[one] + radii[other] + apart;
  for (let by = 0; by < size; by += 1) {
    for (let one = 0; one < size; one += 1) {
      for (let other = 0; other < size; other += 1) {
        far[one][other] = Math.min(far[one][other], far[one][by] + far[by][other]);
      }
    }
  }
  return far;
}

const centreOf = (spots) => [0, 1].map((axis) => spots.reduce((sum, spot) => sum + spot[axis], 0) / spots.length);

function settle(spots, far) {
  const size = spots.length;
  if (size < 2) return spots;
  let [wished, is] = [0, 0];
  for (let one = 0; one < size; one += 1) {
    for (let other = 0; other < one; other += 1) {
      if (far[one][other] === Infinity) continue;
      wished += far[one][other];
      is += Math.hypot(spots[one][0] - spots[other][0], spots[one][1] - spots[other][1]);
    }
  }
  const middle = centreOf(spots);
  for (const spot of spots) for (const axis of [0, 1]) spot[axis] = (spot[axis] - middle[axis]) * (wished / is || 1);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let one = 0; one < size; one += 1) {
      const sums = [0, 0];
      let all = 0;
      for (let other = 0; other < size; other += 1) {
        const want = far[one][other];
        if (other === one || want === Infinity) continue;
        const weight = 1 / (want * want);
        const gap = [0, 1].map((axis) => spots[one][axis] - spots[other][axis]);
        const is2 = Math.hypot(...gap) || 1e-6;
        for (const axis of [0, 1]) sums[axis] += weight * (spots[other][axis] + (want * gap[axis]) / is2);
        all += weight;
      }
      if (all) spots[one] = sums.map((sum) => sum / all);
    }
  }
  return spots;
}

// Turned so that it takes less width or height, by no more than it must: north rather stays above south.
function turnTo(axis, spots) {
  let best = null;
  for (let step = -10; step <= 10; step += 1) {
    const [cos, sin] = [Math.cos, Math.sin].map((of) => of((step * Math.PI) / 24));
    const turned = spots.map(([x, y]) => [x * cos - y * sin, x * sin + y * cos]);
    const reach = turned.map((spot) => spot[axis]);
    const cost = (Math.max(...reach) - Math.min(...reach)) * (1 + Math.abs(step) / 25);
    if (!best || cost < best.cost - 1e-6) best = { turned, cost };
  }
  best.turned.forEach((spot, at) => { spots[at] = spot; });
}

// As far apart as there are discs and names to be drawn.
function widen(spots, radii) {
  const middle = centreOf(spots);
  const spread = [0, 1].map((axis) => Math.max(...spots.map((spot) => spot[axis])) - Math.min(...spots.map((spot) => spot[axis])));
  const room = radii.reduce((sum, radius) => sum + (2 * radius + 20) ** 2, 0);
  const factor = Math.sqrt(room / Math.max(spread[0] * spread[1], 1));
  for (const spot of spots) for (const axis of [0, 1]) spot[axis] = (spot[axis] - middle[axis]) * factor;
}

const CLEAR = 8;
function pushApart(spots, radii) {
  const order = spots.map((_, at) => at);
  const most = Math.max(...radii);
  for (let round = 0; round < 60; round += 1) {
    let pushed = false;
    order.sort((one, other) => spots[one][0] - spots[other][0] || one - other);
    for (let first = 0; first < order.length; first += 1) {
      for (let second = first + 1; second < order.length; second += 1) {
        const [one, other] = [order[first], order[second]];
        const gap = [0, 1].map((axis) => spots[other][axis] - spots[one][axis]);
        if (gap[0] > radii[one] + most + CLEAR) break;
        const is = Math.hypot(...gap) || 1e-6;
        const lack = radii[one] + radii[other] + CLEAR - is;
        if (lack <= 0.01) continue;
        pushed = true;
        for (const axis of [0, 1]) {
          const shift = (gap[axis] / is || (axis ? 1 : 0)) * (lack / 2 + 0.01);
          spots[one][axis] -= shift;
          spots[other][axis] += shift;
        }
      }
    }
    if (!pushed) return;
  }
}
