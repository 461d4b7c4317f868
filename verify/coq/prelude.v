Require Import Reals Ranalysis5 Lra Psatz.
From Coquelicot Require Import Coquelicot.
From Interval Require Import Tactic.
Open Scope R_scope.

(* Mean value theorem: f y - f x = f' c (y - x) for some c strictly between x and y. *)
Lemma mean_value (f g : R -> R) (a b x y : R) :
  (forall t, a <= t <= b -> is_derive f t (g t)) -> a <= x -> x < y -> y <= b ->
  exists c, x < c < y /\ f y - f x = g c * (y - x).
Proof.
  intros D ax xy yb.
  destruct (MVT_cor2 f g x y xy) as [c [E I]].
  - intros t T. apply is_derive_Reals, D. lra.
  - exists c. split; assumption.
Qed.

Lemma rises_strictly (f g : R -> R) (a b : R) :
  (forall t, a <= t <= b -> is_derive f t (g t)) -> 0 <= f a -> (forall t, a < t <= b -> 0 < g t) ->
  forall x, a < x <= b -> 0 < f x.
Proof.
  intros D A P x X. destruct (mean_value f g a b a x D) as [c [C M]]; try lra.
  assert (0 < g c * (x - a)) by (apply Rmult_lt_0_compat; [apply P |]; lra). lra.
Qed.

Lemma rises (f g : R -> R) (a b : R) :
  (forall t, a <= t <= b -> is_derive f t (g t)) -> 0 <= f a -> (forall t, a <= t <= b -> 0 <= g t) ->
  forall x, a <= x <= b -> 0 <= f x.
Proof.
  intros D A P x X. destruct (Req_dec a x) as [E | E]; [now rewrite <- E |].
  destruct (mean_value f g a b a x D) as [c [C M]]; try lra.
  assert (0 <= g c * (x - a)) by (apply Rmult_le_pos; [apply P |]; lra). lra.
Qed.

(* In the two below the derivative is -g. *)
Lemma falls_strictly (f g : R -> R) (a b : R) :
  (forall t, a <= t <= b -> is_derive f t (- g t)) -> 0 <= f b -> (forall t, a <= t < b -> 0 < g t) ->
  forall x, a <= x < b -> 0 < f x.
Proof.
  intros D A P x X. destruct (mean_value f (fun t => - g t) a b x b D) as [c [C M]]; try lra.
  assert (0 < g c * (b - x)) by (apply Rmult_lt_0_compat; [apply P |]; lra). lra.
Qed.

Lemma falls (f g : R -> R) (a b : R) :
  (forall t, a <= t <= b -> is_derive f t (- g t)) -> 0 <= f b -> (forall t, a <= t <= b -> 0 <= g t) ->
  forall x, a <= x <= b -> 0 <= f x.
Proof.
  intros D A P x X. destruct (Req_dec x b) as [E | E]; [now rewrite E |].
  destruct (mean_value f (fun t => - g t) a b x b D) as [c [C M]]; try lra.
  assert (0 <= g c * (b - x)) by (apply Rmult_le_pos; [apply P |]; lra). lra.
Qed.

(* A function that decreases strictly on [a, b] and passes y between c and d takes the value y once, there. *)
Lemma one_root_falling (f g : R -> R) (a b c d y : R) :
  a <= c -> c < d -> d <= b ->
  (forall t, a <= t <= b -> is_derive f t (- g t)) -> (forall t, a < t < b -> 0 < g t) ->
  y < f c -> f d < y ->
  (exists! x, a <= x <= b /\ f x = y) /\ (forall x, a <= x <= b -> f x = y -> c < x < d).
Proof.
  intros ac cd db D P Yc Yd.
  assert (L : forall u v, a <= u -> u < v -> v <= b -> f v < f u).
  { intros u v au uv vb. destruct (mean_value f (fun t => - g t) a b u v D) as [w [W M]]; try lra.
    assert (0 < g w * (v - u)) by (apply Rmult_lt_0_compat; [apply P |]; lra). lra. }
  destruct (IVT_interv (fun t => y - f t) c d) as [x [X E]]; try lra.
  { intros t T. apply continuity_pt_minus; [now apply continuity_pt_const |].
    apply continuity_pt_filterlim, (ex_derive_continuous f). exists (- g t). apply D. lra. }
  assert (U : forall z, a <= z <= b -> f z = y -> x = z).
  { intros z Z F. destruct (Rtotal_order x z) as [xz | [xz | zx]]; [| assumption |].
    - assert (f z < f x) by (apply L; lra). lra.
    - assert (f x < f z) by (apply L; lra). lra. }
  assert (x <> c) by (intro W; rewrite W in E; lra).
  assert (x <> d) by (intro W; rewrite W in E; lra).
  split.
  - exists x. split; [split; lra |]. intros z [Z F]. now apply U.
  - intros z Z F. rewrite <- (U z Z F). lra.
Qed.

Lemma PI_bounds : 314 / 100 < PI < 315 / 100.
Proof. split; interval. Qed.

(* Goals d <> 0, of a conjunction of them, from hypotheses, signs and factors. *)
Ltac nonzero := repeat split; first
  [ assumption | lra | interval
  | match goal with
    | |- _ * _ <> 0 => apply Rmult_integral_contrapositive_currified; nonzero
    | |- _ ^ _ <> 0 => apply pow_nonzero; nonzero
    | |- / _ <> 0 => apply Rinv_neq_0_compat; nonzero
    | |- - _ <> 0 => apply Ropp_neq_0_compat; nonzero
    | |- sqrt _ <> 0 => apply Rgt_not_eq, sqrt_lt_R0; lra
    | |- exp _ <> 0 => apply Rgt_not_eq, exp_pos
    | H : ?d <> 0 |- ?e <> 0 => let E := fresh in intro E; apply H; first [ lra | nra ]
    end
  | nra ].

(* Goals 0 < e and 0 <= e from the signs of factors and terms. *)
Ltac leaf := first [ assumption | apply exp_pos | apply Rlt_le, exp_pos ].
Ltac even_power := lazymatch goal with
  | |- 0 <= ?x ^ ?n =>
    let m := eval compute in (Nat.div2 n) in change (0 <= x ^ (2 * m)); rewrite pow_mult; apply pow_le, pow2_ge_0
  end.
Ltac sign := first
  [ leaf
  | lazymatch goal with
    | |- 0 < _ * _ => apply Rmult_lt_0_compat; sign
    | |- 0 <= _ * _ => apply Rmult_le_pos; sign
    | |- 0 < _ / _ => apply Rdiv_lt_0_compat; sign
    | |- 0 <= _ / _ => apply Rdiv_le_0_compat; sign
    | |- 0 < / _ => apply Rinv_0_lt_compat; sign
    | |- 0 <= / _ => apply Rlt_le, Rinv_0_lt_compat; sign
    | |- 0 < _ ^ _ => apply pow_lt; sign
    | |- 0 <= _ ^ _ => first [ even_power | apply pow_le; sign ]
    | |- 0 <= _ + _ => apply Rplus_le_le_0_compat; sign
    | |- 0 < _ + _ => first [ apply Rplus_le_lt_0_compat; sign | apply Rplus_lt_le_0_compat; sign ]
    | |- 0 < sqrt _ => apply sqrt_lt_R0; sign
    end
  | lra | interval ].

(* sin 0, cos (PI - PI), ... by their values, so that field can compare. *)
Ltac argument t v := replace t with v by (field; nonzero).
Ltac special f t := progress
  (first [ argument t 0 | argument t PI | argument t (PI / 2) | argument t (- PI) | argument t 1 ];
   rewrite ?cos_neg, ?sin_neg, ?sin_0, ?cos_0, ?sin_PI, ?cos_PI, ?sin_PI2, ?cos_PI2, ?tan_0, ?exp_0, ?ln_1, ?sqrt_0,
     ?sqrt_1, ?atan_0, ?atan_1).
Ltac specials := repeat match goal with
  | |- context [ ?f ?t ] =>
    lazymatch f with
    | sin => special f t | cos => special f t | tan => special f t | exp => special f t | ln => special f t
    | sqrt => special f t | atan => special f t
    end
  end.
Ltac by_addition := repeat first [ rewrite sin_plus | rewrite cos_plus ];
  repeat match goal with
  | |- context [ sin (-1 * ?t) ] => replace (-1 * t) with (- t) by ring
  | |- context [ cos (-1 * ?t) ] => replace (-1 * t) with (- t) by ring
  end;
  rewrite ?sin_neg, ?cos_neg, ?sin_PI, ?cos_PI, ?sin_PI2, ?cos_PI2; ring.
Ltac vanishes := specials; first [ lra | right; field; nonzero | interval ].
Ltac slope := auto_derive; [ try exact I; repeat split; first [ assumption | nonzero | interval ] | field; nonzero ].
Lemma guard (P Q : Prop) : P -> (P -> Q) -> P /\ Q.
Proof. tauto. Qed.

Lemma square_below (t c : R) : 0 <= c * c - t * t -> 0 <= c -> - c <= t <= c.
Proof. intros. split; nra. Qed.

Lemma exp_at_most (x y : R) : 0 <= y - x -> exp x <= exp y.
Proof. intros [H | H]; [left; apply exp_increasing; lra | right; f_equal; lra]. Qed.

Lemma exp_less (x y : R) : 0 < y - x -> exp x < exp y.
Proof. intros. apply exp_increasing. lra. Qed.

(* x = r r for a letter r >= 0, everywhere. *)
Lemma root_exists (x : R) : 0 <= x -> exists r, 0 <= r /\ x = r * r.
Proof. intros. exists (sqrt x). split; [apply sqrt_pos | symmetry; now apply sqrt_def]. Qed.

Lemma root_above_zero_exists (x : R) : 0 < x -> exists r, 0 < r /\ x = r * r.
Proof. intros. exists (sqrt x). split; [now apply sqrt_lt_R0 | symmetry; apply sqrt_def; lra]. Qed.

Ltac as_square_by lemma x r :=
  let E := fresh in destruct (lemma x ltac:(lra)) as [r [? E]]; subst x; rewrite ?(sqrt_square r) in * by lra.
Ltac as_square x r := as_square_by root_exists x r.
Ltac as_positive_square x r := as_square_by root_above_zero_exists x r.

Lemma otherwise (P Q : Prop) : (~ P -> Q) -> P \/ Q.
Proof. intro H. destruct (Classical_Prop.classic P); tauto. Qed.

Ltac positive_form := repeat match goal with
  | H : ~ (_ < _) |- _ => apply Rnot_lt_le in H
  | H : ~ (_ <= _) |- _ => apply Rnot_le_lt in H
  | H : ~ (_ > _) |- _ => apply Rnot_gt_le in H
  | H : ~ (_ >= _) |- _ => apply Rnot_ge_lt in H
  end.

(* Exponentials of sums and negatives as products and inverses. *)
Ltac exponentials := unfold Rminus;
  repeat match goal with |- context [ exp (-1 * ?x) ] => replace (-1 * x) with (- x) by ring end;
  rewrite ?exp_plus, ?exp_Ropp, ?exp_0.

(* Write the goal 0 < d as 0 < e, for e = d. *)
Ltac becomes e := match goal with
  |- ?order 0 ?d => replace d with e by (first [ field; nonzero | ring | exponentials; field; nonzero ])
  end.

(* Goals ln t = s with exp s = t. *)
Lemma ln_is (t s : R) : t = exp s -> ln t = s.
Proof. intros ->. apply ln_exp. Qed.

Ltac logarithm := apply ln_is; exponentials; rewrite ?exp_ln by (first [ lra | interval | sign ]); field; nonzero.

Lemma one_root_rising (f g : R -> R) (a b c d y : R) :
  a <= c -> c < d -> d <= b ->
  (forall t, a <= t <= b -> is_derive f t (g t)) -> (forall t, a < t < b -> 0 < g t) ->
  f c < y -> y < f d ->
  (exists! x, a <= x <= b /\ f x = y) /\ (forall x, a <= x <= b -> f x = y -> c < x < d).
Proof.
  intros ac cd db D P Yc Yd.
  destruct (one_root_falling (fun t => - f t) g a b c d (- y)) as [[x [[X E] U]] L]; try lra; try assumption.
  - intros t T. auto_derive.
    + exists (g t). now apply D.
    + replace (Derive (fun u : R => f u) t) with (g t) by (symmetry; now apply is_derive_unique, D). ring.
  - split.
    + exists x. split; [split; [assumption | lra] |]. intros z [Z F]. apply U. split; [assumption | lra].
    + intros z Z F. apply L; [assumption | lra].
Qed.
